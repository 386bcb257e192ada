using System.Globalization;
using System.Text.RegularExpressions;
using MudBlazor;
using MudBlazor.Utilities;
using SynthWorkbench.Web.Components.Layout;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Web.Tests.Shell;

public sealed class ThemeTests
{
    private static readonly string[] Texts = ["text", "text-muted", "accent", "pass", "warn", "fail", "inconclusive"];
    private static readonly string[] Surfaces = ["background", "surface", "surface-2", "surface-3"];
    private static readonly string[] Marks = ["real", "synthetic", "ghost", "border-strong"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_stands_out_by_4_5_and_marks_by_3(bool dark)
    {
        var tokens = Tokens(dark);
        var weak = Texts.SelectMany(t => Surfaces.Select(s => (Front: t, Back: s, Least: 4.5)))
            .Concat(Marks.SelectMany(m => new[] { "background", "surface" }.Select(s => (Front: m, Back: s, Least: 3.0))))
            .Append((Front: "accent-text", Back: "accent", Least: 4.5))
            .Where(p => Contrast(tokens[p.Front], tokens[p.Back]) < p.Least)
            .Select(p => $"{p.Front} on {p.Back}: {Contrast(tokens[p.Front], tokens[p.Back]):0.00}");
        Assert.Empty(weak);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_controls_wear_the_colours_of_the_tokens(bool dark)
    {
        var tokens = Tokens(dark);
        Palette palette = dark ? WorkbenchTheme.Theme.PaletteDark : WorkbenchTheme.Theme.PaletteLight;
        (string Token, MudColor Colour)[] pairs =
        [
            ("background", palette.Background), ("surface", palette.Surface), ("surface-2", palette.BackgroundGray), ("border", palette.LinesDefault), ("border-strong", palette.LinesInputs),
            ("text", palette.TextPrimary), ("text-muted", palette.TextSecondary), ("accent", palette.Primary), ("accent-text", palette.PrimaryContrastText),
            ("real", palette.Info), ("pass", palette.Success), ("warn", palette.Warning), ("fail", palette.Error),
        ];
        Assert.All(pairs, p => Assert.Equal(tokens[p.Token], p.Colour.ToString(MudColorOutputFormats.Hex)));
    }

    [Fact]
    public void Contrast_is_measured_as_WCAG_does()
    {
        Assert.Equal(21, Contrast("#000000", "#ffffff"), 3);
        Assert.Equal(4.48, Contrast("#777777", "#ffffff"), 2);
    }

    private static Dictionary<string, string> Tokens(bool dark)
    {
        string css = File.ReadAllText(Path.Combine(Checkout.Root, "wwwroot-assets", "wwwroot", "styles", "tokens.css"));
        string[] parts = css.Split(":root[data-theme=\"dark\"]");
        return Regex.Matches(parts[dark ? 1 : 0], "--sw-(?<name>[a-z0-9-]+): (?<value>#[0-9a-f]{6});", RegexOptions.None, TimeSpan.FromSeconds(1)).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
    }

    /// <summary>Contrast ratio of WCAG 2.2, section "relative luminance".</summary>
    private static double Contrast(string front, string back)
    {
        double a = Luminance(front);
        double b = Luminance(back);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Channel(int at)
        {
            double c = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        }

        return 0.2126 * Channel(1) + 0.7152 * Channel(3) + 0.0722 * Channel(5);
    }
}
