/* Wine 8 has no bcryptprimitives.dll, a part of Windows that Rust's standard library asks for
   random numbers. For the prefix of the tests only. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(void *, ULONG); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count)
{
    return SystemFunction036(bytes, (ULONG)count);
}
