"""Light and dark: one set of named colours each, made into a palette; states are never told by colour alone."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by what they are for (#rrggbb)."""

    name: str
    window: str
    base: str
    raised: str
    text: str
    muted: str
    border: str
    accent: str
    accent_text: str
    selected: str
    mark: str
    mark_faint: str
    mark_current: str
    mark_found: str
    mark_removed: str
    mark_added: str
    notice: str
    good: str
    bad: str


LIGHT = Theme(
    name="light",
    window="#f3f4f6",
    base="#ffffff",
    raised="#fafbfc",
    text="#1b1f24",
    muted="#5b6470",
    border="#d3d8de",
    accent="#0b5fb0",
    accent_text="#ffffff",
    selected="#d9e8f8",
    mark="#fff0b8",
    mark_faint="#f3f0e4",
    mark_current="#ffc94d",
    mark_found="#bfe3c8",
    mark_removed="#fadcd9",
    mark_added="#d3ecd9",
    notice="#fdf3d7",
    good="#1a6b3a",
    bad="#a32020",
)
DARK = Theme(
    name="dark",
    window="#1f2226",
    base="#17191c",
    raised="#24282d",
    text="#e6e8eb",
    muted="#a2abb6",
    border="#3a4048",
    accent="#6cb1f5",
    accent_text="#10151a",
    selected="#2a4666",
    mark="#574a17",
    mark_faint="#35332a",
    mark_current="#7a5a08",
    mark_found="#245c35",
    mark_removed="#552a2c",
    mark_added="#1f4a2e",
    notice="#423a1c",
    good="#7fd49b",
    bad="#f09a9a",
)


def chosen(setting: str) -> Theme:
    """Return the theme a setting names; `system` follows the desktop where it says what it is."""
    if setting == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return DARK if setting == "dark" else LIGHT


def apply(app: QApplication, setting: str, font_scale: int, plain_size: float) -> Theme:
    """Dress the application in Fusion, the theme's palette and the text size; return the theme."""
    schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    app.styleHints().setColorScheme(schemes.get(setting, Qt.ColorScheme.Unknown))
    theme = chosen(setting)
    app.setStyle("Fusion")
    app.setPalette(palette_of(theme))
    font = app.font()
    font.setPointSizeF(max(6.0, plain_size * font_scale / 100))
    app.setFont(font)
    app.setStyleSheet(sheet_of(theme))
    return theme


def palette_of(theme: Theme) -> QPalette:
    """Return the palette of a theme for all widget states."""
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.base,
        QPalette.ColorRole.AlternateBase: theme.raised,
        QPalette.ColorRole.ToolTipBase: theme.raised,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.raised,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.bad,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.LinkVisited: theme.accent,
        QPalette.ColorRole.Highlight: theme.selected,
        QPalette.ColorRole.HighlightedText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.muted,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Light: theme.raised,
        QPalette.ColorRole.Midlight: theme.raised,
        QPalette.ColorRole.Mid: theme.border,
        QPalette.ColorRole.Dark: theme.border,
        QPalette.ColorRole.Shadow: theme.border,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return palette


def sheet_of(theme: Theme) -> str:
    """Return the few style rules a palette cannot say."""
    return f"""
QToolTip {{ color: {theme.text}; background: {theme.raised}; border: 1px solid {theme.border}; padding: 3px; }}
QFrame#notice {{ background: {theme.notice}; border: 1px solid {theme.border}; border-radius: 4px; }}
QLabel#title {{ font-weight: 600; }}
QLabel#muted {{ color: {theme.muted}; }}
QToolButton {{ padding: 4px 9px; border: 1px solid {theme.border}; border-radius: 4px; background: {theme.raised}; }}
QToolButton:hover {{ border-color: {theme.accent}; }}
QToolButton:focus {{ border: 2px solid {theme.accent}; padding: 3px 8px; }}
QToolButton:checked {{ background: {theme.selected}; border-color: {theme.accent}; font-weight: 600; }}
QToolButton:disabled {{ color: {theme.muted}; }}
QToolButton#primary {{ background: {theme.accent}; color: {theme.accent_text}; border-color: {theme.accent}; }}
QToolButton#primary:focus {{ border: 2px solid {theme.text}; }}
QToolButton#primary:disabled {{ background: {theme.raised}; color: {theme.muted}; border-color: {theme.border}; }}
QLineEdit {{ border: 1px solid {theme.border}; border-radius: 3px; padding: 3px 5px;
  background: {theme.base}; }}
QLineEdit:focus {{ border: 1px solid {theme.accent}; }}
QTableView, QListView, QTreeView, QPlainTextEdit, QTextBrowser {{ border: 1px solid {theme.border}; }}
QTableView:focus, QListView:focus, QTreeView:focus, QPlainTextEdit:focus, QTextBrowser:focus {{
  border: 1px solid {theme.accent}; }}
QHeaderView::section {{ padding: 4px 6px; background: {theme.raised}; border: none;
  border-right: 1px solid {theme.border}; border-bottom: 1px solid {theme.border}; }}
QTableView {{ gridline-color: {theme.border}; }}
QSplitter::handle {{ background: {theme.window}; }}
"""
