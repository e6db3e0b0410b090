/* Wine 8 has no Windows.UI.ViewManagement.UISettings, which Qt asks for the colours of Windows.
   For the prefix of the tests only: white ground, black text, Windows' blue, no change ever. */
#include <windows.h>

typedef struct {
    const void **methods;
} Object;

static const GUID
    UNKNOWN = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}},
    FACTORY = {0x35, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}},
    INSPECTABLE = {0xAF86E2E0, 0xB12D, 0x4C6A, {0x9C, 0x5A, 0xD7, 0xAA, 0x65, 0x10, 0x1E, 0x90}},
    AGILE = {0x94EA2B94, 0xE9CC, 0x49E0, {0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90}},
    SETTINGS = {0x85361600, 0x1C63, 0x4627, {0xBC, 0xB1, 0x3A, 0x89, 0xE0, 0xBC, 0x9C, 0x55}},
    SETTINGS2 = {0xBAD82401, 0x2721, 0x44F9, {0xBB, 0x91, 0x2B, 0xB2, 0x28, 0xBE, 0x44, 0x2F}},
    SETTINGS3 = {0x03021BE4, 0x5254, 0x4781, {0x81, 0x94, 0x51, 0x68, 0xF7, 0xD0, 0x6D, 0x7B}},
    SETTINGS4 = {0x52BB3002, 0x919B, 0x4D6B, {0x9B, 0x78, 0x8D, 0xD6, 0x6F, 0xF4, 0xB9, 0x3B}};

static Object factory, settings, settings2, settings3, settings4;

static int same(const GUID *one, const GUID *other) { return !memcmp(one, other, sizeof(GUID)); }

static HRESULT WINAPI query(Object *self, const GUID *wanted, void **out)
{
    Object *found = NULL;
    if (self == &factory) {
        if (same(wanted, &UNKNOWN) || same(wanted, &INSPECTABLE) || same(wanted, &AGILE)
            || same(wanted, &FACTORY))
            found = &factory;
    } else if (same(wanted, &UNKNOWN) || same(wanted, &INSPECTABLE) || same(wanted, &AGILE)
               || same(wanted, &SETTINGS))
        found = &settings;
    else if (same(wanted, &SETTINGS2))
        found = &settings2;
    else if (same(wanted, &SETTINGS3))
        found = &settings3;
    else if (same(wanted, &SETTINGS4))
        found = &settings4;
    *out = found;
    return found ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI reference(Object *self) { return 2; }
static HRESULT WINAPI ids(Object *self, ULONG *count, void **out) { *count = 0; *out = NULL; return S_OK; }
static HRESULT WINAPI class_name(Object *self, void **out) { *out = NULL; return S_OK; }
static HRESULT WINAPI trust(Object *self, int *out) { *out = 0; return S_OK; }
static HRESULT WINAPI activate(Object *self, void **out) { *out = &settings; return S_OK; }
static HRESULT WINAPI zero(Object *self, long long *out) { *out = 0; return S_OK; }
static HRESULT WINAPI one(Object *self, double *out) { *out = 1.0; return S_OK; }
static HRESULT WINAPI half_second(Object *self, unsigned *out) { *out = 500; return S_OK; }
static HRESULT WINAPI yes(Object *self, BYTE *out) { *out = 1; return S_OK; }
static HRESULT WINAPI watch(Object *self, void *to, long long *token) { *token = 1; return S_OK; }
static HRESULT WINAPI forget(Object *self, long long token) { return S_OK; }

static HRESULT WINAPI color(Object *self, int which, BYTE *argb)
{
    static const BYTE white[] = {255, 255, 255, 255}, black[] = {255, 0, 0, 0}, blue[] = {255, 0, 0x78, 0xD7};
    memcpy(argb, which == 0 ? white : which == 1 ? black : blue, 4);
    return S_OK;
}

#define BASE query, reference, reference, ids, class_name, trust
static const void *of_factory[] = {BASE, activate},
    *of_settings[] = {BASE, half_second, zero, zero, zero, zero, half_second, yes, yes,
                      half_second, half_second, half_second, half_second, color},
    *of_settings2[] = {BASE, one, watch, forget}, *of_settings3[] = {BASE, color, watch, forget},
    *of_settings4[] = {BASE, yes, watch, forget};
static Object factory = {of_factory}, settings = {of_settings}, settings2 = {of_settings2},
              settings3 = {of_settings3}, settings4 = {of_settings4};

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(void *name, void **out)
{
    *out = &factory;
    return S_OK;
}
__declspec(dllexport) HRESULT WINAPI DllCanUnloadNow(void) { return S_FALSE; }
