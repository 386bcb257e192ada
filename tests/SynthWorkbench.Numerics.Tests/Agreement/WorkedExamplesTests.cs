using System.Text.Json;
using SynthWorkbench.Numerics.Agreement;
using SynthWorkbench.Testing;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Examples;

namespace SynthWorkbench.Numerics.Tests.Agreement;

/// <summary>The collected worked examples and the real sets beside the checkout; each test skips where they are missing.</summary>
public sealed class WorkedExamplesTests
{
    [Fact]
    public void Alpha()
    {
        foreach (string name in new[] { "krippendorff_4x12_missing", "krippendorff_2x10_binary", "krippendorff_2x12_nominal", "irr_anxiety_20x3" })
        {
            var (data, expected, tolerance) = Example(name);
            var table = Table(data.GetProperty("ratings"));
            foreach (var scale in Enum.GetValues<RatingScale>())
            {
                string key = scale.ToString();
                if (expected.TryGetProperty(key.ToLowerInvariant(), out var value) || expected.TryGetProperty("alpha" + key, out value))
                    Near(value.GetDouble(), KrippendorffAlpha.Of(table, scale).Value, tolerance);
            }

            var nominal = KrippendorffAlpha.Of(table, RatingScale.Nominal);
            if (expected.TryGetProperty("Do", out var observed) || expected.TryGetProperty("Do_nominal", out observed))
                Near(observed.GetDouble(), nominal.ObservedDisagreement, tolerance);
            if (expected.TryGetProperty("De", out var chance) || expected.TryGetProperty("De_nominal", out chance))
                Near(chance.GetDouble(), nominal.ExpectedDisagreement, tolerance);
            if (expected.TryGetProperty("pairableValues", out var pairable))
                Assert.Equal(pairable.GetInt32(), nominal.PairableValues);
        }
    }

    [Fact]
    public void Edge_cases_of_alpha()
    {
        var (data, expected, tolerance) = Example("alpha_edge_cases");
        Near(expected.GetProperty("crowdkit").GetDouble(), KrippendorffAlpha.Of(Table(data.GetProperty("crowdkit")), RatingScale.Nominal).Value, tolerance);
        Undefined(KrippendorffAlpha.Of(Table(data.GetProperty("unanimous")), RatingScale.Nominal), "All 4 ratings are \"1\"");
        Undefined(KrippendorffAlpha.Of(Table(data.GetProperty("singleUnit")), RatingScale.Nominal), "Only 1 item");
    }

    [Fact]
    public void Gwet()
    {
        var (data, expected, tolerance) = Example("gwet_4raters_12subjects_AC1_AC2");
        var table = Table(data.GetProperty("ratings"));
        double[] values = [.. table.Values];
        foreach (var weights in new[] { AgreementWeights.Identity(5), AgreementWeights.Linear(values), AgreementWeights.Quadratic(values), AgreementWeights.Ordinal(5), AgreementWeights.Radical(values), AgreementWeights.Ratio(values) })
        {
            var of = expected.GetProperty(weights.Name);
            var ac = GwetAc.Of(table, weights);
            var fleiss = FleissKappa.Of(table, weights);
            (string Key, double? Actual)[] pairs =
            [
                ("pa", ac.Observed), ("AC_pe", ac.Chance), ("AC", ac.Value), ("AC_se", ac.StandardError), ("fleissGeneralised", fleiss.Value), ("fleiss_se", fleiss.StandardError), ("brennanPrediger", BrennanPrediger.Of(table, weights).Value),
            ];
            Assert.All(pairs, p => Near(of.GetProperty(p.Key).GetDouble(), p.Actual, tolerance));
            Near(of.GetProperty("AC_ci95")[0].GetDouble(), ac.Low, tolerance);
            Near(of.GetProperty("AC_ci95")[1].GetDouble(), ac.High, tolerance);
        }
    }

    [Fact]
    public void Fleiss_of_the_diagnoses_and_of_ten_by_fourteen()
    {
        var (data, expected, tolerance) = Example("fleiss_1971_30x6x5_diagnoses");
        var table = Table(data.GetProperty("ratings"));
        var kappa = FleissKappa.Of(table);
        Near(expected.GetProperty("fleissKappa").GetDouble(), kappa.Value, tolerance);
        Near(expected.GetProperty("se0").GetDouble(), kappa.NullStandardError, tolerance);
        Near(expected.GetProperty("z").GetDouble(), kappa.Z, 1e-4);
        Assert.Equal(5, kappa.CategoryKappas.Length);
        for (int c = 0; c < 5; c++)
            Near(expected.GetProperty("categoryKappas")[c].GetDouble(), kappa.CategoryKappas[c], tolerance);
        Near(expected.GetProperty("lightKappaOnSortedColumns").GetDouble(), LightKappa.Of(table).Value, tolerance);
        var ac1 = GwetAc.Of(table);
        Near(expected.GetProperty("AC1").GetDouble(), ac1.Value, tolerance);
        Near(expected.GetProperty("AC1_se").GetDouble(), ac1.StandardError, tolerance);
        Near(expected.GetProperty("brennanPrediger").GetDouble(), BrennanPrediger.Of(table).Value, tolerance);
        Near(expected.GetProperty("krippendorff").GetDouble(), KrippendorffAlpha.Of(table, RatingScale.Nominal).Value, tolerance);

        (data, expected, tolerance) = Example("fleiss_wikipedia_10x14x5");
        kappa = FleissKappa.Of(RatingTable.OfCounts(Square(data.GetProperty("counts"))));
        Near(expected.GetProperty("kappa").GetDouble(), kappa.Value, tolerance);
        Near(expected.GetProperty("Pbar").GetDouble(), kappa.Observed, tolerance);
        Near(expected.GetProperty("Pe").GetDouble(), kappa.Chance, tolerance);
    }

    [Fact]
    public void Kappa_of_two()
    {
        var (data, expected, tolerance) = Example("cohen_kappa_SAS_3x3");
        var table = RatingTable.OfContingency(Square(data.GetProperty("table")));
        Kappa(expected, CohenKappa.Of(table), tolerance);
        Kappa(expected.GetProperty("linear"), CohenKappa.Of(table, AgreementWeights.Linear(3)), tolerance);
        Kappa(expected.GetProperty("quadratic"), CohenKappa.Of(table, AgreementWeights.Quadratic(3)), tolerance);

        (data, expected, tolerance) = Example("cohen_1968_weighted");
        table = RatingTable.OfContingency(Square(data.GetProperty("table")));
        Kappa(expected, CohenKappa.Of(table), tolerance);
        double[,] disagreement = new double[3, 3];
        for (int i = 0; i < 9; i++)
            disagreement[i / 3, i % 3] = data.GetProperty("disagreementWeights")[i / 3][i % 3].GetDouble();
        Near(expected.GetProperty("weightedKappa").GetDouble(), CohenKappa.Of(table, AgreementWeights.FromDisagreement(disagreement)).Value, tolerance);

        (data, expected, tolerance) = Example("kappa_paradox_125");
        var explained = AgreementExplanation.Of(RatingTable.OfContingency(Square(data.GetProperty("table"))));
        (string Key, double? Actual)[] pairs = [("percentAgreement", explained.Observed), ("cohenKappa", explained.Value), ("AC1", explained.Ac1), ("cohenPe", explained.Chance), ("AC1pe", explained.Ac1Chance)];
        Assert.All(pairs, p => Near(expected.GetProperty(p.Key).GetDouble(), p.Actual, tolerance));

        (data, expected, tolerance) = Example("irr_anxiety_20x3");
        double[] two = [.. Numbers(data.GetProperty("ratings")).Where((_, i) => i % 3 > 0)];
        table = RatingTable.OfNumbers(two, 2, [.. data.GetProperty("levelsUsedForRaters2and3").EnumerateArray().Select(l => l.GetDouble())]);
        foreach (var weights in new[] { AgreementWeights.Identity(5), AgreementWeights.Linear(5), AgreementWeights.Quadratic(5) })
            Kappa(expected.GetProperty("kappa23").GetProperty(weights.Name), CohenKappa.Of(table, weights), tolerance);
        Near(expected.GetProperty("lightKappa").GetDouble(), LightKappa.Of(Table(data.GetProperty("ratings"))).Value, tolerance);

        static void Kappa(JsonElement expected, ChanceCorrectedResult kappa, double tolerance)
        {
            Near(expected.GetProperty("kappa").GetDouble(), kappa.Value, tolerance);
            (string Key, double? Actual)[] pairs = [("ase", kappa.StandardError), ("ase0", kappa.NullStandardError), ("z", kappa.Z)];
            Assert.All(pairs.Where(p => expected.TryGetProperty(p.Key, out _)), p => Near(expected.GetProperty(p.Key).GetDouble(), p.Actual, tolerance));
            if (!expected.TryGetProperty("ci95", out var interval))
                return;
            Near(interval[0].GetDouble(), kappa.Low, tolerance);
            Near(interval[1].GetDouble(), kappa.High, tolerance);
        }
    }

    [Fact]
    public void Intraclass_correlations()
    {
        foreach (string name in new[] { "shrout_fleiss_1979_6x4", "irr_anxiety_20x3" })
        {
            var (data, expected, tolerance) = Example(name);
            var icc = IntraclassCorrelation.Of(Table(data.GetProperty("ratings")));
            if (!expected.TryGetProperty("icc", out var of))
            {
                of = expected;
                (string Key, double? Actual)[] squares = [("BMS", icc.BetweenItems), ("WMS", icc.WithinItems), ("JMS", icc.BetweenRaters), ("EMS", icc.Residual)];
                Assert.All(squares, p => Near(of.GetProperty(p.Key).GetDouble(), p.Actual, tolerance));
            }

            (string Key, AgreementResult Form)[] forms = [("(1,1)", icc.OneWaySingle), ("(2,1)", icc.TwoWaySingle), ("(3,1)", icc.FixedSingle), ("(1,k)", icc.OneWayMean), ("(2,k)", icc.TwoWayMean), ("(3,k)", icc.FixedMean)];
            Assert.All(forms, f =>
            {
                Near(of.GetProperty("ICC" + f.Key).GetDouble(), f.Form.Value, tolerance);
                Near(of.GetProperty("CI" + f.Key)[0].GetDouble(), f.Form.Low, tolerance);
                Near(of.GetProperty("CI" + f.Key)[1].GetDouble(), f.Form.High, tolerance);
            });
        }
    }

    [Fact]
    public void Limits_calibration_and_sample_sizes()
    {
        var (data, expected, tolerance) = Example("bland_altman_1986_PEFR");
        double[] wright = [.. data.GetProperty("wright").EnumerateArray().Select(v => v.GetDouble())], mini = [.. data.GetProperty("mini").EnumerateArray().Select(v => v.GetDouble())];
        BlandAltman limits = BlandAltman.Of(wright, mini), twice = BlandAltman.Of(wright, mini, 2);
        (JsonElement Expected, double? Actual)[] pairs =
        [
            (expected.GetProperty("bias"), limits.Bias), (expected.GetProperty("sd"), limits.Deviation), (expected.GetProperty("loa196")[0], limits.LowerLimit), (expected.GetProperty("loa196")[1], limits.UpperLimit),
            (expected.GetProperty("loa2")[0], twice.LowerLimit), (expected.GetProperty("loa2")[1], twice.UpperLimit), (expected.GetProperty("seBias"), limits.BiasError), (expected.GetProperty("seLimit"), limits.LimitError),
            (expected.GetProperty("ciBias")[0], limits.BiasLow), (expected.GetProperty("ciBias")[1], limits.BiasHigh),
        ];
        Assert.All(pairs, p => Near(p.Expected.GetDouble(), p.Actual, tolerance));

        (data, expected, tolerance) = Example("brier_sklearn");
        Near(expected.GetProperty("brier").GetDouble(), BrierScore.Of(Probabilities(data), Outcomes(data)), tolerance);
        (data, expected, tolerance) = Example("ece_torchmetrics");
        Calibration(expected, CalibrationError.Of(Probabilities(data), Outcomes(data), data.GetProperty("bins").GetInt32()));
        Calibration(expected.GetProperty("with10bins"), CalibrationError.Of(Probabilities(data), Outcomes(data)));

        (_, expected, tolerance) = Example("sample_size_cantor");
        Assert.Equal(expected.GetProperty("correctTest_H0_070_H1_085").GetInt32(), AgreementSampleSize.Kappa(0.7, 0.85, 0.5, 0.5));
        Assert.Equal(expected.GetProperty("callAsDocumented_k1_070_k0_085").GetInt32(), AgreementSampleSize.Kappa(0.85, 0.7, 0.5, 0.5));
        Assert.Equal(expected.GetProperty("H0_030_H1_060_rates030").GetInt32(), AgreementSampleSize.Kappa(0.3, 0.6, 0.3, 0.3));
        Near(expected.GetProperty("rawCorrect").GetDouble(), AgreementSampleSize.KappaExact(0.7, 0.85, 0.5, 0.5), tolerance);
        (_, expected, tolerance) = Example("sample_size_icc");
        foreach (var plan in expected.GetProperty("cases").EnumerateArray())
        {
            double least = plan.GetProperty("rho0").GetDouble(), icc = plan.GetProperty("rho1").GetDouble();
            int raters = plan.GetProperty("raters").GetInt32(), items = plan.GetProperty("exactItems").GetInt32();
            Assert.Equal(items, AgreementSampleSize.Icc(least, icc, raters));
            Near(plan.GetProperty("exactPower").GetDouble(), AgreementSampleSize.IccPower(items, least, icc, raters), tolerance);
            Near(plan.GetProperty("walterApprox").GetDouble(), AgreementSampleSize.IccApproximate(least, icc, raters), tolerance);
        }

        void Calibration(JsonElement of, CalibrationError error)
        {
            // The file gives ten digits.
            Near(of.GetProperty("l1").GetDouble(), error.L1, tolerance);
            Near(of.GetProperty("l2").GetDouble(), error.L2, tolerance);
            Near(of.GetProperty("max").GetDouble(), error.Max, tolerance);
        }

        static double[] Probabilities(JsonElement data) => [.. data.GetProperty("p").EnumerateArray().Select(v => v.GetDouble())];

        static bool[] Outcomes(JsonElement data) => [.. data.GetProperty("y").EnumerateArray().Select(v => v.GetInt32() == 1)];
    }

    [Fact]
    public void Bootstrap_intervals()
    {
        var (data, expected, tolerance) = Example("bootstrap_ci");
        var options = IntervalOptions.Bootstrap(data.GetProperty("replicates").GetInt32());
        Interval("alphaNominal95_approx", KrippendorffAlpha.Of(Krippendorff, RatingScale.Nominal, options));
        Interval("alphaInterval95_approx", KrippendorffAlpha.Of(Krippendorff, RatingScale.Interval, options));
        Interval("cohenKappa95_approx", CohenKappa.Of(RatingTable.OfContingency(Sas), null, options));

        void Interval(string key, AgreementResult result)
        {
            Assert.Equal(IntervalMethod.Bootstrap, result.Interval);
            Near(expected.GetProperty(key)[0].GetDouble(), result.Low, tolerance);
            Near(expected.GetProperty(key)[1].GetDouble(), result.High, tolerance);
        }
    }

    [Fact]
    public void Alpha_of_the_bluebirds()
    {
        string? path = SharedData.TryPath("data/crowd-bluebirds/answer.csv");
        Assert.SkipWhen(path is null, "shared/data/crowd-bluebirds is not there.");
        var (_, expected, tolerance) = Example("real_sets_reference");
        string[][] rows = [.. File.ReadLines(path).Skip(1).Select(l => l.Split(','))];
        string[] units = [.. rows.Select(r => r[0]).Distinct()], raters = [.. rows.Select(r => r[1]).Distinct()];
        int[] codes = new int[units.Length * raters.Length];
        Array.Fill(codes, -1);
        foreach (string[] row in rows)
            codes[Array.IndexOf(units, row[0]) * raters.Length + Array.IndexOf(raters, row[1])] = int.Parse(row[2]);
        var table = new RatingTable(["0", "1"], codes, raters.Length);
        Assert.Equal((108, 39, 4212, true), (table.Units, table.Raters, table.Ratings, table.IsComplete));
        Near(expected.GetProperty("bluebirds").GetProperty("alphaNominal").GetDouble(), KrippendorffAlpha.Of(table, RatingScale.Nominal).Value, tolerance);
    }

    /// <summary>Three of ten experts rate each unit: the one-way form is defined, the two-way forms say what they lack.</summary>
    [Fact]
    public void Alpha_and_ICC_of_the_translations()
    {
        string? path = SharedData.TryPath("data/wmt-mqm/sxs_ende_ratings_long.csv.gz");
        Assert.SkipWhen(path is null, "shared/data/wmt-mqm is not there.");
        var (_, expected, tolerance) = Example("real_sets_reference");
        var lines = new List<string>();
        using (var reader = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(path), System.IO.Compression.CompressionMode.Decompress)))
        {
            while (reader.ReadLine() is { } line)
                lines.Add(line);
        }

        string[][] rows = [.. lines.Skip(1).Select(l => l.Split(','))];
        string[] units = [.. rows.Select(r => $"{r[0]} {r[1]} {r[2]}").Distinct()], raters = [.. rows.Select(r => r[3]).Distinct()];
        double[] ratings = new double[units.Length * raters.Length];
        Array.Fill(ratings, double.NaN);
        foreach (string[] row in rows)
            ratings[Array.IndexOf(units, $"{row[0]} {row[1]} {row[2]}") * raters.Length + Array.IndexOf(raters, row[3])] = double.Parse(row[4]);
        var table = RatingTable.OfNumbers(ratings, raters.Length);
        var reference = expected.GetProperty("wmtMqmSxs");
        Near(reference.GetProperty("alphaInterval").GetDouble(), KrippendorffAlpha.Of(table, RatingScale.Interval).Value, tolerance);
        var icc = IntraclassCorrelation.Of(table);
        Near(reference.GetProperty("icc11").GetDouble(), icc.OneWaySingle.Value, tolerance);
        Undefined(icc.TwoWaySingle, "10 reviewers rated, 3 each item");
    }

    private static (JsonElement Data, JsonElement Expected, double Tolerance) Example(string name)
    {
        string? path = SharedData.TryPath("reference/agreement-worked-examples.json");
        Assert.SkipWhen(path is null, "shared/reference/agreement-worked-examples.json is not there.");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var example = document.RootElement.GetProperty("examples").EnumerateArray().Single(e => e.GetProperty("name").GetString() == name).Clone();
        return (example.GetProperty("data"), example.GetProperty("expected"), example.GetProperty("tolerance").GetDouble());
    }

    private static RatingTable Table(JsonElement ratings)
    {
        var cells = ratings.EnumerateArray().SelectMany(row => row.EnumerateArray()).ToList();
        int raters = ratings[0].GetArrayLength();
        if (!cells.Exists(c => c.ValueKind == JsonValueKind.String))
            return RatingTable.OfNumbers(Numbers(ratings), raters);
        string[] labels = [.. cells.Select(c => c.GetString()!).Distinct().Order(StringComparer.Ordinal)];
        return new RatingTable(labels, cells.Select(c => Array.IndexOf(labels, c.GetString()!)).ToArray(), raters, [.. labels.Select((_, i) => i + 1.0)]);
    }

    private static double[] Numbers(JsonElement ratings) =>
        [.. ratings.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(c => c.ValueKind == JsonValueKind.Null ? double.NaN : c.GetDouble())];

    private static int[,] Square(JsonElement counts)
    {
        int[,] square = new int[counts.GetArrayLength(), counts[0].GetArrayLength()];
        for (int i = 0; i < square.GetLength(0); i++)
        {
            for (int j = 0; j < square.GetLength(1); j++)
                square[i, j] = counts[i][j].GetInt32();
        }

        return square;
    }
}
