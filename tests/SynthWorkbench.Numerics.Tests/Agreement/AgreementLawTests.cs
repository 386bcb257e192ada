using CsCheck;
using SynthWorkbench.Numerics.Agreement;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Examples;

namespace SynthWorkbench.Numerics.Tests.Agreement;

/// <summary>What holds of every coefficient over any ratings.</summary>
public sealed class AgreementLawTests
{
    private const int Levels = 4;

    /// <summary>Coefficients by name; Relabel: whether renaming categories changes nothing.</summary>
    private static readonly (string Name, bool Relabel, Func<RatingTable, IntervalOptions?, AgreementResult> Of)[] Coefficients =
    [
        ("percent", true, PercentAgreement.Of),
        ("alpha nominal", true, (t, o) => KrippendorffAlpha.Of(t, RatingScale.Nominal, o)),
        ("alpha ordinal", false, (t, o) => KrippendorffAlpha.Of(t, RatingScale.Ordinal, o)),
        ("alpha interval", false, (t, o) => KrippendorffAlpha.Of(t, RatingScale.Interval, o)),
        ("alpha ratio", false, (t, o) => KrippendorffAlpha.Of(t, RatingScale.Ratio, o)),
        ("AC1", true, (t, o) => GwetAc.Of(t, null, o)),
        ("AC2", false, (t, o) => GwetAc.Of(t, AgreementWeights.Quadratic(t.Values.AsSpan()), o)),
        ("Fleiss", true, (t, o) => FleissKappa.Of(t, null, o)),
        ("Fleiss linear", false, (t, o) => FleissKappa.Of(t, AgreementWeights.Linear(t.Values.AsSpan()), o)),
        ("Brennan-Prediger", true, (t, o) => BrennanPrediger.Of(t, null, o)),
        ("Cohen", true, (t, o) => CohenKappa.Of(t, null, o)),
        ("Cohen quadratic", false, (t, o) => CohenKappa.Of(t, AgreementWeights.Quadratic(t.Values.AsSpan()), o)),
        ("Light", true, (t, o) => LightKappa.Of(t, null, o)),
        ("ICC(1,1)", false, (t, _) => IntraclassCorrelation.Of(t).OneWaySingle),
        ("ICC(2,1)", false, (t, _) => IntraclassCorrelation.Of(t).TwoWaySingle),
        ("ICC(3,1)", false, (t, _) => IntraclassCorrelation.Of(t).FixedSingle),
        ("ICC(1,k)", false, (t, _) => IntraclassCorrelation.Of(t).OneWayMean),
        ("ICC(2,k)", false, (t, _) => IntraclassCorrelation.Of(t).TwoWayMean),
        ("ICC(3,k)", false, (t, _) => IntraclassCorrelation.Of(t).FixedMean),
    ];

    /// <summary>Codes of 1 to 12 units by 2 to 4 raters; in half of the tables one rating in eight is missing.</summary>
    private static readonly Gen<(int[] Codes, int Raters)> Ratings =
        from raters in Gen.Int[2, 4]
        from units in Gen.Int[1, 12]
        from gaps in Gen.Bool
        from codes in Gen.Select(Gen.Int[0, Levels - 1], Gen.Int[0, 7]).Select((code, luck) => gaps && luck == 0 ? -1 : code).Array[units * raters]
        select (codes, raters);

    public static TheoryData<string> Names() => [.. Coefficients.Select(c => c.Name)];

    public static TheoryData<string> NominalNames() => [.. Coefficients.Where(c => c.Relabel).Select(c => c.Name)];

    public static TheoryData<string> ResampledNames() => [.. Coefficients.Where(c => !c.Name.StartsWith("ICC", StringComparison.Ordinal)).Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Values_lie_in_their_range_or_have_a_reason(string name) => Ratings.Sample(r =>
    {
        var result = Of(name, Table(r.Codes, r.Raters));
        if (result.Value is not { } value)
        {
            Assert.False(string.IsNullOrWhiteSpace(result.Reason));
            Assert.Null(result.Low);
            Assert.Null(result.StandardError);
            return;
        }

        // Where chance is estimated apart from the pairs (mean forms and ICC(2,1); weights with missing ratings) nothing bounds the value from below.
        bool bounded = name.StartsWith("alpha", StringComparison.Ordinal) || name is "AC1" or "Brennan-Prediger" or "Cohen" or "Light" or "ICC(1,1)" or "ICC(3,1)";
        Assert.InRange(value, name == "percent" ? 0 : bounded ? -1.0000001 : double.MinValue, 1.0000001);
        Assert.Null(result.Reason);
        Assert.True(result.Units >= 2 && result.Ratings >= 4, $"{result.Units} units");
        Assert.Equal(result.Interval == IntervalMethod.None, result.Low is null);
        if (result.Low is { } low)
            Assert.True(low <= value && value <= result.High && result.High <= 1, $"{low} {value} {result.High}");
        if (result.StandardError is { } error)
            Assert.True(double.IsFinite(error) && error >= 0);
    });

    [Theory, MemberData(nameof(Names))]
    public void The_order_of_raters_and_items_is_irrelevant(string name) => Gen.Select(Ratings, Gen.Int[0, 1000]).Sample((r, turn) =>
    {
        int units = r.Codes.Length / r.Raters;
        int[] turned = new int[r.Codes.Length];

        // Two raters are exchanged by the turn; the items are turned and mirrored.
        for (int u = 0; u < units; u++)
        {
            for (int k = 0; k < r.Raters; k++)
                turned[(units - 1 - (u + turn) % units) * r.Raters + (k + 1 + turn) % r.Raters] = r.Codes[u * r.Raters + k];
        }

        if (name.StartsWith("Cohen", StringComparison.Ordinal) && r.Raters != 2)
            return;
        Same(Of(name, Table(r.Codes, r.Raters)), Of(name, Table(turned, r.Raters)));
    });

    [Theory, MemberData(nameof(NominalNames))]
    public void The_names_of_nominal_categories_are_irrelevant(string name) => Gen.Select(Ratings, Gen.Int[1, Levels - 1], Gen.Bool).Sample((r, shift, mirror) =>
        Same(Of(name, Table(r.Codes, r.Raters)), Of(name, Table(Array.ConvertAll(r.Codes, c => c < 0 ? c : mirror ? Levels - 1 - (c + shift) % Levels : (c + shift) % Levels), r.Raters))));

    [Theory, MemberData(nameof(Names))]
    public void Perfect_agreement_is_one_where_it_is_defined(string name) => Gen.Select(Gen.Int[0, Levels - 1].Array[2, 12], Gen.Int[2, 4]).Sample((levels, raters) =>
    {
        var result = Of(name, Table([.. levels.SelectMany(l => Enumerable.Repeat(l, raters))], raters), IntervalOptions.Bootstrap(50));
        if (name != "percent" && levels.Distinct().Count() == 1)
        {
            Undefined(result, $"All {levels.Length * (name.StartsWith("Cohen", StringComparison.Ordinal) ? 2 : raters)} ratings are");
            return;
        }

        Near(1, result.Value, 1e-12);
        if (name == "percent")
            Assert.InRange(result.Low!.Value, 0.3, 0.99);
        else
            Assert.True(result.Low is null && result.Note is not null, "An interval without width reads as certainty.");
    });

    [Theory, MemberData(nameof(Names))]
    public void An_item_and_a_rater_without_ratings_change_nothing(string name) => Ratings.Sample(r =>
    {
        if (name == "Light")
            return;
        int units = r.Codes.Length / r.Raters, wider = r.Raters + 1;
        int[] codes = new int[(units + 1) * wider];
        Array.Fill(codes, -1);
        for (int u = 0; u < units; u++)
            r.Codes.AsSpan(u * r.Raters, r.Raters).CopyTo(codes.AsSpan(u * wider));
        Same(Of(name, Table(r.Codes, r.Raters)), Of(name, Table(codes, wider)));
    });

    [Theory, MemberData(nameof(ResampledNames))]
    public void The_same_seed_gives_the_same_bytes_on_any_number_of_threads(string name)
    {
        var table = RatingTable.OfNumbers(FourByTwelve, 4, default, [1, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10]);
        if (name == "Light")
            table = RatingTable.OfNumbers(Anxiety, 3);
        var options = IntervalOptions.Bootstrap(999, 5);
        var one = Of(name, table, options with { MaxThreads = 1 });
        Assert.Equal(IntervalMethod.Bootstrap, one.Interval);
        Assert.Equal(999, one.Resamples);
        foreach (int threads in new[] { 0, 2, 7 })
            Assert.Equal(one, Of(name, table, options with { MaxThreads = threads }) is ChanceCorrectedResult c ? c with { CategoryKappas = ((ChanceCorrectedResult)one).CategoryKappas } : Of(name, table, options with { MaxThreads = threads }));
        var other = Of(name, table, options with { Seed = 6 });
        Assert.True(other.Low != one.Low || other.High != one.High);
        Assert.Equal(one.Value, other.Value);
    }

    private static RatingTable Table(int[] codes, int raters) => new(["a", "b", "c", "d"], codes, raters, [0, 1, 3, 7]);

    private static AgreementResult Of(string name, RatingTable table, IntervalOptions? options = null) => Coefficients.Single(c => c.Name == name).Of(table, options);

    private static void Same(AgreementResult a, AgreementResult b)
    {
        Assert.Equal(a.Value is null, b.Value is null);
        (double? A, double? B)[] pairs = [(a.Value, b.Value), (a.StandardError, b.StandardError), (a.Low, b.Low), (a.High, b.High)];
        Assert.All(pairs.Where(p => p.A is not null), p => Assert.True(Math.Abs(p.A!.Value - p.B!.Value) <= 1e-7 * Math.Max(1, Math.Abs(p.A.Value)), $"{p.A} and {p.B}"));
        Assert.Equal((a.Units, a.Ratings), (b.Units, b.Ratings));
    }
}
