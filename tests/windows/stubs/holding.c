/* Hold files so that nobody else may even read them: say "held", and let go of them when the other
   end closes. */
#include <windows.h>
#include <stdio.h>

int wmain(int count, wchar_t **words)
{
    for (int i = 1; i < count; i++) {
        if (CreateFileW(words[i], GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL)
            == INVALID_HANDLE_VALUE)
            return 1;
    }
    puts("held");
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
