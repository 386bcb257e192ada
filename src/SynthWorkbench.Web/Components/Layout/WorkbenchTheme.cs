using MudBlazor;

namespace SynthWorkbench.Web.Components.Layout;

/// <summary>The controls' theme. Its colours repeat those of tokens.css; a test holds the two together.</summary>
public static class WorkbenchTheme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Background = "#f6f7f9", Surface = "#ffffff", BackgroundGray = "#f0f1f4",
            LinesDefault = "#dfe2e8", TableLines = "#dfe2e8", Divider = "#dfe2e8", LinesInputs = "#868e9c",
            TextPrimary = "#1b1f27", TextSecondary = "#565d6b", ActionDefault = "#565d6b",
            Primary = "#4f46e5", PrimaryContrastText = "#ffffff", Info = "#41648c",
            Success = "#15703f", Warning = "#8a5300", Error = "#b3261e",
        },
        PaletteDark = new PaletteDark
        {
            Background = "#111318", Surface = "#181b21", BackgroundGray = "#20242c",
            LinesDefault = "#2c313b", TableLines = "#2c313b", Divider = "#2c313b", LinesInputs = "#717a8a",
            TextPrimary = "#e7e9ee", TextSecondary = "#a3abb9", ActionDefault = "#a3abb9",
            Primary = "#a5a6fb", PrimaryContrastText = "#15161f", Info = "#8fb2dc",
            Success = "#66c98f", Warning = "#e5b454", Error = "#f58a80",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "14px", LineHeight = "1.45" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "14px", FontWeight = "500", TextTransform = "none" },
        },
    };
}
