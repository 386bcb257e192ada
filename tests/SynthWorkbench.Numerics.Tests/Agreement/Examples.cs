using SynthWorkbench.Numerics.Agreement;
using Xunit;

namespace SynthWorkbench.Numerics.Tests.Agreement;

/// <summary>Small published sets of ratings.</summary>
internal static class Examples
{
    private const double Gap = double.NaN;

    /// <summary>Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), examples C and D; also Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), page 120. Twelve units, four raters.</summary>
    public static readonly double[] FourByTwelve =
    [
        1, 1, Gap, 1, 2, 2, 3, 2, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 1, 2, 3, 4, 4, 4, 4, 4, 1, 1, 2, 1, 2, 2, 2, 2, Gap, 5, 5, 5, Gap, Gap, 1, 1, Gap, Gap, 3, Gap,
    ];

    /// <summary>Shrout and Fleiss, Psychological Bulletin 86 (1979), table 2: six targets, four judges.</summary>
    public static readonly double[] ShroutFleiss = [9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7];

    /// <summary>Gwet, British Journal of Mathematical and Statistical Psychology 61 (2008).</summary>
    public static readonly int[,] Paradox = { { 118, 5 }, { 2, 0 } };

    /// <summary>The table of the documentation of SAS PROC FREQ.</summary>
    public static readonly int[,] Sas = { { 0, 4, 1 }, { 0, 8, 0 }, { 0, 1, 5 } };

    /// <summary>R's irr, data set "anxiety": twenty subjects, three raters, levels 1 to 6.</summary>
    public static readonly double[] Anxiety =
    [
        3, 3, 2, 3, 6, 1, 3, 4, 4, 4, 6, 4, 5, 2, 3, 5, 4, 2, 2, 2, 1, 3, 4, 6, 5, 3, 1, 2, 3, 1, 2, 2, 1, 6, 3, 2, 1, 3, 3, 5, 3, 3, 2, 2, 1, 2, 2, 1, 1, 1, 3, 2, 3, 3, 4, 3, 2, 3, 4, 2,
    ];

    /// <summary>Fleiss, Psychological Bulletin 76 (1971), table 1: the diagnoses 1 to 5 of thirty patients by six raters each, who rated which being lost.</summary>
    public static readonly double[] Diagnoses = [.. "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"
        .Where(char.IsDigit).Select(c => (double)(c - '0'))];

    public static RatingTable Krippendorff => RatingTable.OfNumbers(FourByTwelve, 4);

    public static void Near(double expected, double? actual, double tolerance)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected, actual.Value, tolerance);
    }

    public static void Undefined(AgreementResult result, string because)
    {
        Assert.Null(result.Value);
        Assert.Null(result.StandardError);
        Assert.Null(result.Low);
        Assert.Null(result.High);
        Assert.Equal(IntervalMethod.None, result.Interval);
        Assert.NotNull(result.Reason);
        Assert.Contains(because, result.Reason, StringComparison.Ordinal);
    }
}
