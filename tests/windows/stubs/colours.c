/* Tell all windows that the colours of Windows were changed, as its settings do. */
#include <windows.h>

int wmain(void)
{
    DWORD_PTR answer;
    SendMessageTimeoutW(HWND_BROADCAST, WM_SETTINGCHANGE, 0, (LPARAM)L"ImmersiveColorSet",
                        SMTO_ABORTIFHUNG, 5000, &answer);
    return 0;
}
