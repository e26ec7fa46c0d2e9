"""The installers for Windows: NSIS for people, an .msi for those who roll it out. Tests make both elsewhere."""

import os
import re
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from build_scripts.package.about import BUILD, DIST, HERE, NAME, OPEN_WITH, TITLE, version

_NAMESPACE = "http://schemas.microsoft.com/wix/2006/wi"
_FAMILY = uuid.UUID("6f0e7a43-3d0b-4c6e-9f0a-6d8a4f2f6f0b")
"""What Windows Installer's GUIDs are made from; never changes, or an update is another program."""
_FOLDER_KEY = rf"Software\Classes\Directory\shell\{TITLE}"


def build(frozen: Path) -> list[Path]:
    """Make both from the frozen folder, signed if WAYBILL_SIGN_COMMAND says how."""
    DIST.mkdir(exist_ok=True)
    sign(frozen / f"{NAME}.exe", frozen / f"{NAME}w.exe")
    icon = BUILD / "icons" / f"{NAME}.ico"
    made = [
        build_installer(frozen, icon, DIST / f"{NAME}-{version()}-windows-x86_64-setup.exe"),
        build_msi(frozen, icon, DIST / f"{NAME}-{version()}-windows-x86_64.msi"),
    ]
    sign(made[1])
    return made


def sign(*files: Path) -> None:
    """Sign by the command of the environment, to which the file's name is added; without one do nothing."""
    if command := os.environ.get("WAYBILL_SIGN_COMMAND"):
        for file in files:
            subprocess.run(f'{command} "{file}"', shell=True, check=True)  # noqa: S602 (whoever packs wrote it)


def build_installer(frozen: Path, icon: Path, target: Path) -> Path:
    """Compile windows/waybill.nsi; any warning fails it."""
    values = {
        "VERSION": version(),
        "VERSION_NUMBERS": four_numbers(version()),
        "PAYLOAD": frozen.resolve(),
        "ICON": icon.resolve(),
        "OUTFILE": target.resolve(),
        "OPEN_WITH_EN": OPEN_WITH[""],
        "OPEN_WITH_DE": OPEN_WITH["de"],
    }
    if command := os.environ.get("WAYBILL_SIGN_COMMAND"):
        values["SIGN"] = command
    defines = [f"-D{name}={value}" for name, value in values.items()]
    makensis = shutil.which("makensis") or r"C:\Program Files (x86)\NSIS\makensis.exe"
    script = HERE / "windows" / f"{NAME}.nsi"
    subprocess.run([makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *defines, script], check=True)
    return target


def build_msi(frozen: Path, icon: Path, target: Path) -> Path:
    """Compile the .msi with wixl, for every user of a computer: `msiexec /i FILE /qn`."""
    source = BUILD / f"{NAME}.wxs"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_bytes(msi_source(frozen, icon))
    subprocess.run(["wixl", "--arch", "x64", "--output", target, source], check=True)
    return target


def msi_source(frozen: Path, icon: Path) -> bytes:
    """The .msi's source in WiX's language: every file of the folder, a shortcut, and the file manager's entry."""
    numbers = msi_numbers(version())
    wix = ElementTree.Element("Wix", xmlns=_NAMESPACE)
    about = {"Id": "*", "Name": TITLE, "Language": "1033", "Manufacturer": TITLE, "Version": numbers}
    product = _under(wix, "Product", **about, UpgradeCode=_guid("upgrade"))
    package = {"InstallerVersion": "500", "Compressed": "yes", "InstallScope": "perMachine"}
    _under(product, "Package", **package, Description=f"{TITLE} {version()}", Manufacturer=TITLE)
    _under(product, "MajorUpgrade", DowngradeErrorMessage=f"A newer version of {TITLE} is installed already.")
    _under(product, "Media", Id="1", Cabinet="waybill.cab", EmbedCab="yes")
    _under(product, "Icon", Id="waybill.ico", SourceFile=_from_build(icon))
    for name, value in (("ARPPRODUCTICON", "waybill.ico"), ("ARPNOMODIFY", "1")):
        _under(product, "Property", Id=name, Value=value)
    root = _under(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = _under(root, "Directory", Id="ProgramFiles64Folder")
    menu = _under(root, "Directory", Id="ProgramMenuFolder")
    folder = _under(programs, "Directory", Id="INSTALLDIR", Name=TITLE)
    components = list(_folder(folder, frozen, frozen))
    components += [_shortcut(menu), _open_with(folder)]
    feature = _under(product, "Feature", Id="Everything", Level="1", Title=TITLE)
    for component in components:
        _under(feature, "ComponentRef", Id=component)
    source: bytes = ElementTree.tostring(wix, "utf-8", xml_declaration=True)
    return source


def four_numbers(told: str) -> str:
    """A version as Windows keeps it: 1.2.3rc1 is 1.2.3.0."""
    numbers = re.match(r"[\d.]+", told)
    parts = numbers[0].strip(".").split(".")[:4] if numbers else []
    return ".".join([*parts, *["0"] * (4 - len(parts))])


def msi_numbers(told: str) -> str:
    """A version as Windows Installer compares it: the first three numbers."""
    return four_numbers(told).rpartition(".")[0]


def write_version_resource(target: Path) -> None:
    """Write what Explorer shows as the details of waybill.exe, as PyInstaller reads it."""
    numbers = tuple(map(int, four_numbers(version()).split(".")))
    texts = {
        **{"CompanyName": TITLE, "FileDescription": TITLE, "FileVersion": version(), "InternalName": NAME},
        **{"LegalCopyright": "Apache-2.0", "ProductName": TITLE, "ProductVersion": version()},
    }
    structs = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in texts.items())
    target.write_text(
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}), kids=["
        f"StringFileInfo([StringTable('040904B0', [{structs}])]), "
        "VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n",
        "utf-8",
    )


def _folder(parent: ElementTree.Element, folder: Path, top: Path) -> Iterator[str]:
    """Put what is in a folder under its directory; the components' ids. One file each, as updates want it."""
    for path in sorted(folder.iterdir()):
        relative = path.relative_to(top).as_posix()
        if path.is_dir():
            below = _under(parent, "Directory", Id=_id("d", relative), Name=path.name)
            yield from _folder(below, path, top)
        else:
            component = _component(parent, relative)
            file = {"Name": path.name, "Source": _from_build(path), "KeyPath": "yes"}
            _under(component, "File", Id=_id("f", relative), **file)
            yield component.attrib["Id"]


def _shortcut(menu: ElementTree.Element) -> str:
    component = _component(menu, "shortcut")
    place = {"Directory": "ProgramMenuFolder", "Name": TITLE, "WorkingDirectory": "INSTALLDIR"}
    _under(component, "Shortcut", Id="Shortcut", **place, Target=f"[INSTALLDIR]{NAME}w.exe", Icon="waybill.ico")
    _value(component, rf"Software\{TITLE}", "Shortcut", "1", key_path="yes")
    return component.attrib["Id"]


def _open_with(folder: ElementTree.Element) -> str:
    component = _component(folder, "open-with")
    program = f"[INSTALLDIR]{NAME}w.exe"
    _value(component, _FOLDER_KEY, "", OPEN_WITH[""], key_path="yes")
    _value(component, _FOLDER_KEY, "Icon", program)
    _value(component, rf"{_FOLDER_KEY}\command", "", f'"{program}" open "%1"')
    return component.attrib["Id"]


def _value(component: ElementTree.Element, key: str, name: str, value: str, key_path: str = "no") -> None:
    told = {"Name": name} if name else {}
    _under(component, "RegistryValue", Root="HKLM", Key=key, **told, Type="string", Value=value, KeyPath=key_path)


def _from_build(path: Path) -> str:
    """A file as wixl looks for it: from the folder in which the source is."""
    return os.path.relpath(path.resolve(), BUILD)


def _component(parent: ElementTree.Element, name: str) -> ElementTree.Element:
    return _under(parent, "Component", Id=_id("c", name), Guid=_guid(name), Win64="yes")


def _under(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)


def _id(kind: str, name: str) -> str:
    return f"{kind}{uuid.uuid5(_FAMILY, name).hex}"


def _guid(name: str) -> str:
    return str(uuid.uuid5(_FAMILY, name)).upper()
