/* RuralDesk.exe and RuralDesk.com: start the program with the Python in the folder `python` beside.

   The .com is the same for a console, which waits for it: `RuralDesk export …` in a command window
   finds it first. Whatever stands in the environment, only our own libraries are loaded. */

#include <windows.h>
#include <wchar.h>

typedef int (*PyMain)(int, wchar_t **);

static wchar_t folder[32768];

static int broken(const wchar_t *what)
{
    wchar_t text[2048];
    swprintf(text, 2048,
             L"程序的文件不完整，缺少：%ls\n请用安装程序重新安装一次，台账不受影响。\n\n"
             L"RuralDesk is not complete: %ls is missing. Run its setup again; books are not touched.",
             what, what);
#ifdef CONSOLE
    fwprintf(stderr, L"RuralDesk is not complete: %ls is missing. Run its setup again.\n", what);
#else
    MessageBoxW(NULL, text, L"乡村台账 RuralDesk", MB_ICONERROR);
#endif
    return 3;
}

static int run(int count, wchar_t **words)
{
    static wchar_t *given[512];
    wchar_t *end;
    HMODULE python;
    PyMain start;
    int given_count = 0, i;

    GetModuleFileNameW(NULL, folder, 32000);
    end = wcsrchr(folder, L'\\');
    wcscpy(end + 1, L"python");
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    AddDllDirectory(folder);
    wcscat(folder, L"\\" PYTHON_DLL);
    python = LoadLibraryExW(folder, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    if (!python)
        return broken(L"python\\" PYTHON_DLL);
    start = (PyMain)(void *)GetProcAddress(python, "Py_Main");
    given[given_count++] = words[0];
#ifndef PLAIN
    given[given_count++] = L"-m";
    given[given_count++] = L"ruraldesk";
#endif
    for (i = 1; i < count && given_count < 511; i++)
        given[given_count++] = words[i];
    return start(given_count, given);
}

#ifdef CONSOLE
int wmain(int count, wchar_t **words) { return run(count, words); }
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE none, LPWSTR line, int show)
{
    return run(__argc, __wargv);
}
#endif
