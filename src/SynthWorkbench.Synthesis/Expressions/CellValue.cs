namespace SynthWorkbench.Synthesis.Expressions;

/// <summary>A value while an expression is computed: a number (dates are days since 0001-01-01, true is 1), a text, or missing.</summary>
public readonly record struct CellValue
{
    private CellValue(double number, string? text)
    {
        Number = number;
        Text = text;
    }

    /// <summary>The number; NaN for a text or a missing value.</summary>
    public double Number { get; }

    /// <summary>The text; null for a number or a missing value.</summary>
    public string? Text { get; }

    /// <summary>No value.</summary>
    public static CellValue Missing { get; } = new(double.NaN, null);

    /// <summary>Whether there is no value.</summary>
    public bool IsMissing => Text is null && double.IsNaN(Number);

    /// <summary>Whether the value counts as true: a number other than 0, or a text that says so.</summary>
    internal bool IsTrue => Text is { } text ? text is "true" or "True" or "TRUE" or "yes" : Number is not (0 or double.NaN);

    /// <summary>A number; NaN and infinities are missing.</summary>
    public static CellValue Of(double number) => double.IsFinite(number) ? new CellValue(number, null) : Missing;

    /// <summary>A truth value.</summary>
    public static CellValue Of(bool truth) => new(truth ? 1 : 0, null);

    /// <summary>A text; null is missing.</summary>
    public static CellValue Of(string? text) => text is null ? Missing : new CellValue(double.NaN, text);

    /// <summary>The value as it is joined into a text.</summary>
    public override string ToString() => Text ?? (double.IsNaN(Number) ? "" : Number.ToString("R"));
}
