using SynthWorkbench.Numerics.Agreement;
using Xunit;
using static SynthWorkbench.Numerics.Tests.Agreement.Examples;

namespace SynthWorkbench.Numerics.Tests.Agreement;

/// <summary>Published values, to the digits of independent computations.</summary>
public sealed class PublishedExamplesTests
{
    [Fact]
    public void Alpha_of_Krippendorffs_four_by_twelve()
    {
        var nominal = KrippendorffAlpha.Of(Krippendorff, RatingScale.Nominal);
        Near(0.743421052631579, nominal.Value, 1e-12);
        Near(0.2, nominal.ObservedDisagreement, 1e-12);
        Near(0.7794871794871795, nominal.ExpectedDisagreement, 1e-12);
        Assert.Equal(40, nominal.PairableValues);
        Assert.Equal(11, nominal.Units);
        Near(0.8153875037548814, KrippendorffAlpha.Of(Krippendorff, RatingScale.Ordinal).Value, 1e-12);
        Near(0.8491071428571428, KrippendorffAlpha.Of(Krippendorff, RatingScale.Interval).Value, 1e-12);
        Near(0.7974027747116121, KrippendorffAlpha.Of(Krippendorff, RatingScale.Ratio).Value, 1e-12);
    }

    [Fact]
    public void Alpha_of_the_binary_example_and_of_words()
    {
        Near(0.09523809523809512, KrippendorffAlpha.Of(RatingTable.OfNumbers([0, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0], 2), RatingScale.Nominal).Value, 1e-12);
        int[] codes = [.. "ab aa bb bb db cc cc cc ee dd dd ad".Where(char.IsLetter).Select(c => c - 'a')];
        Near(0.6919642857142858, KrippendorffAlpha.Of(new RatingTable(["a", "b", "c", "d", "e"], codes, 2), RatingScale.Nominal).Value, 1e-12);
        Near(4 / 9.0, KrippendorffAlpha.Of(new RatingTable(["Yes", "No"], [0, 0, 1, 1, 0, 1], 2), RatingScale.Nominal).Value, 1e-12);
    }

    [Theory]
    [InlineData("identity", 0.8181818181818182, 0.19032118055555555, 0.775444068126995, 0.1429499506407653, 0.4608133481308383, 0.7611692754224112, 0.7727272727272727)]
    [InlineData("linear", 0.9393939393939393, 0.5709635416666667, 0.8587391364326112, 0.11732902188136356, 0.6004997004236629, 0.8179447670973093, 0.8484848484848484)]
    [InlineData("quadratic", 0.975378787878788, 0.7137044270833333, 0.914000723551605, 0.10396224464505995, 0.6851813658780116, 0.8649350649350656, 0.9015151515151518)]
    [InlineData("ordinal", 0.968181818181818, 0.68515625, 0.8989397699075113, 0.1069035238154355, 0.6636467004282347, 0.8502061893970347, 0.8863636363636358)]
    [InlineData("radical", 0.8972691065733707, 0.4298692274705111, 0.8198117021979975, 0.12835552461698596, 0.5373030973002344, 0.7899240946506544, 0.8126270795035794)]
    [InlineData("ratio", 0.954114873222016, 0.6782981060986316, 0.8573675578296346, 0.12207133013514339, 0.5886903717295366, 0.8213383439447283, 0.8402366927611038)]
    public void Gwets_coefficients_with_missing_ratings(string name, double observed, double chance, double value, double error, double low, double fleiss, double brennanPrediger)
    {
        var weights = Weights(name);
        var ac = GwetAc.Of(Krippendorff, weights);
        Near(observed, ac.Observed, 1e-12);
        Near(chance, ac.Chance, 1e-12);
        Near(value, ac.Value, 1e-12);
        Near(error, ac.StandardError, 1e-12);
        Near(low, ac.Low, 1e-9);
        Assert.Equal(1, ac.High);
        Assert.Equal(IntervalMethod.Analytic, ac.Interval);
        Assert.Equal((11, 41), (ac.Units, ac.Ratings));
        Near(fleiss, FleissKappa.Of(Krippendorff, weights).Value, 1e-12);
        Near(brennanPrediger, BrennanPrediger.Of(Krippendorff, weights).Value, 1e-12);
    }

    [Theory]
    [InlineData("identity", 0.15301920346949238)]
    [InlineData("linear", 0.14850435549945085)]
    [InlineData("ratio", 0.15238604056074903)]
    public void The_error_of_Fleiss_with_missing_ratings(string name, double error) => Near(error, FleissKappa.Of(Krippendorff, Weights(name)).StandardError, 1e-12);

    /// <summary>The ordinal weights of irrCAC are ranks alone, Krippendorff's look at the counts: two metrics, two names.</summary>
    [Fact]
    public void Ordinal_weights_are_not_ordinal_alpha() => Assert.NotEqual(0.834, KrippendorffAlpha.Of(Krippendorff, RatingScale.Ordinal).Value!.Value, 0.01);

    [Fact]
    public void Percent_agreement_of_the_same()
    {
        var percent = PercentAgreement.Of(Krippendorff);
        Near(0.8181818181818182, percent.Value, 1e-12);
        Assert.Equal((11, 40), (percent.Units, percent.Ratings));
    }

    [Fact]
    public void Kappa_of_the_table_of_SAS()
    {
        var table = RatingTable.OfContingency(Sas);
        var kappa = CohenKappa.Of(table);
        Near(0.4841628959276017, kappa.Value, 1e-12);
        Near(0.1380135783058146, kappa.StandardError, 1e-12);
        Near(0.21366125307070655, kappa.Low, 1e-9);
        Near(0.7546645387844968, kappa.High, 1e-9);
        Near(0.14839828189013288, kappa.NullStandardError, 1e-12);
        Near(3.2625909799013253, kappa.Z, 1e-10);
        var linear = CohenKappa.Of(table, AgreementWeights.Linear(3));
        Near(0.4701195219123504, linear.Value, 1e-12);
        Near(0.14574604514192566, linear.StandardError, 1e-12);
        Near(0.1844625225450272, linear.Low, 1e-9);
        Near(0.7557765212796737, linear.High, 1e-9);
        Near(0.14258507762473138, linear.NullStandardError, 1e-12);
        Near(3.2971158675500005, linear.Z, 1e-10);
        var quadratic = CohenKappa.Of(table, AgreementWeights.Quadratic(3));
        Near(0.4501607717041799, quadratic.Value, 1e-12);
        Near(0.1922326633572607, quadratic.StandardError, 1e-12);
    }

    [Fact]
    public void Cohens_own_weights()
    {
        var table = RatingTable.OfContingency(new[,] { { 88, 10, 2 }, { 14, 40, 6 }, { 18, 10, 12 } });
        var plain = CohenKappa.Of(table);
        Near(0.49152542372881347, plain.Value, 1e-12);
        Near(0.3915637020535469, plain.Low, 1e-9);
        Near(0.59148714540408, plain.High, 1e-9);
        Near(0.34782608695652206, CohenKappa.Of(table, AgreementWeights.FromDisagreement(new double[,] { { 0, 1, 3 }, { 1, 0, 6 }, { 3, 6, 0 } })).Value, 1e-12);
    }

    [Fact]
    public void The_levels_of_irr_are_those_that_occur_and_ours_those_declared()
    {
        // Raters 2 and 3 never say 5: irr closes the gap. Declaring what occurs reproduces it, the declared scale does not.
        double[] two = [.. Anxiety.Where((_, i) => i % 3 > 0)];
        RatingTable observed = RatingTable.OfNumbers(two, 2), declared = RatingTable.OfNumbers(two, 2, [1, 2, 3, 4, 5, 6]);
        Assert.Equal(5, observed.Categories.Length);
        var plain = CohenKappa.Of(observed);
        Near(-0.006289308176100635, plain.Value, 1e-12);
        Near(-0.060406698024395876, plain.Z, 1e-9);
        var linear = CohenKappa.Of(observed, AgreementWeights.Linear(5));
        Near(0.14590747330960888, linear.Value, 1e-12);
        Near(1.2824716853013298, linear.Z, 1e-9);
        var quadratic = CohenKappa.Of(observed, AgreementWeights.Quadratic(5));
        Near(0.25203252032520196, quadratic.Value, 1e-12);
        Near(1.4374514753796188, quadratic.Z, 1e-9);

        // By hand: the sum of squared differences, 73, over its expectation from the raters' shares.
        double squares = two.Chunk(2).Sum(p => (p[0] - p[1]) * (p[0] - p[1])), expected = two.Chunk(2).Sum(a => two.Chunk(2).Sum(b => (a[0] - b[1]) * (a[0] - b[1]))) / 20;
        Near(1 - squares / expected, CohenKappa.Of(declared, AgreementWeights.Quadratic(6)).Value, 1e-12);
        Assert.NotEqual(0.252, 1 - squares / expected, 0.01);
        Near(-0.006289308176100635, CohenKappa.Of(declared).Value, 1e-12);
    }

    [Fact]
    public void The_anxiety_set_by_Light_alpha_and_ICC()
    {
        var table = RatingTable.OfNumbers(Anxiety, 3);
        Near(-0.01747887486977661, LightKappa.Of(table).Value, 1e-12);
        Near(0.22838694529232217, KrippendorffAlpha.Of(table, RatingScale.Ordinal).Value, 1e-12);
        Near(0.17009860788863107, KrippendorffAlpha.Of(table, RatingScale.Interval).Value, 1e-12);
        Near(-0.02372521246458925, KrippendorffAlpha.Of(table, RatingScale.Nominal).Value, 1e-12);
        var icc = IntraclassCorrelation.Of(table);
        Form(icc.OneWaySingle, 0.17502238137869217, -0.07744657486545463, 0.4843360938188183);
        Form(icc.TwoWaySingle, 0.19799825935596096, -0.0389106260931599, 0.49357394597212084);
        Form(icc.FixedSingle, 0.21604938271604854, -0.04625788532363367, 0.5222590783956431);
        Form(icc.OneWayMean, 0.38892572944296955, -0.27492348987868764, 0.7380651235795803);
        Form(icc.TwoWayMean, 0.4254987531172058, -0.1265827027094584, 0.7451492885452085);
        Form(icc.FixedMean, 0.4525862068965505, -0.15292128665407434, 0.7663308002340589);
    }

    [Fact]
    public void The_six_forms_of_Shrout_and_Fleiss()
    {
        var icc = IntraclassCorrelation.Of(RatingTable.OfNumbers(ShroutFleiss, 4));
        Near(11.241666666666669, icc.BetweenItems, 1e-12);
        Near(6.26388888888889, icc.WithinItems, 1e-12);
        Near(32.486111111111114, icc.BetweenRaters, 1e-12);
        Near(1.0194444444444457, icc.Residual, 1e-12);
        Form(icc.OneWaySingle, 0.16574176840547541, -0.13293232487475098, 0.7225600623281206);
        Form(icc.TwoWaySingle, 0.289763779527559, 0.018786513374712054, 0.7610843696489527);
        Form(icc.FixedSingle, 0.7148407148407147, 0.3424647650339254, 0.9458582599553594);
        Form(icc.OneWayMean, 0.4427971336792686, -0.8844421552381201, 0.9124154203407754);
        Form(icc.TwoWayMean, 0.620050547598989, 0.07113681530250351, 0.9272320401677219);
        Form(icc.FixedMean, 0.9093155423770694, 0.6756747138163048, 0.9858916781690623);
    }

    [Fact]
    public void Fleiss_of_the_diagnoses()
    {
        var table = RatingTable.OfNumbers(Diagnoses, 6);
        var kappa = FleissKappa.Of(table);
        Near(0.43024452006014086, kappa.Value, 1e-12);
        Near(0.02437393209941115, kappa.NullStandardError, 1e-12);
        Near(17.651830582991373, kappa.Z, 1e-9);
        double[] categories = [0.2447552447552448, 0.2447552447552448, 0.52, 0.47112727272727273, 0.5661178068239687];
        Assert.All(categories, (expected, c) => Near(expected, kappa.CategoryKappas[c], 1e-12));
        Near(0.45941214443459544, LightKappa.Of(table).Value, 1e-12);
        var ac1 = GwetAc.Of(table);
        Near(0.4478845158445642, ac1.Value, 1e-12);
        Near(0.055662141681617865, ac1.StandardError, 1e-12);
        Near(4 / 9.0, BrennanPrediger.Of(table).Value, 1e-12);
        Near(0.433409828282029, KrippendorffAlpha.Of(table, RatingScale.Nominal).Value, 1e-12);

        // With gaps the error without agreement has no formula; of two categories either kappa is the whole one, also where some items have one rating.
        var gaps = FleissKappa.Of(new RatingTable(["a", "b", "c"], [0, 0, 1, 1, 1, 1, 0, -1, -1, 0, 1, -1, -1, -1, 1], 3));
        Assert.Null(gaps.Z);
        Near(gaps.Value!.Value, gaps.CategoryKappas[0], 1e-12);
        Near(gaps.Value!.Value, gaps.CategoryKappas[1], 1e-12);
        Assert.Null(gaps.CategoryKappas[2]);
    }

    /// <summary>The worked example of the encyclopedia: ten subjects, fourteen raters, five categories. The .430 of Fleiss (1971) is another table.</summary>
    [Fact]
    public void Fleiss_of_ten_by_fourteen()
    {
        var table = RatingTable.OfCounts(new[,]
        {
            { 0, 0, 0, 0, 14 }, { 0, 2, 6, 4, 2 }, { 0, 0, 3, 5, 6 }, { 0, 3, 9, 2, 0 }, { 2, 2, 8, 1, 1 }, { 7, 7, 0, 0, 0 }, { 3, 2, 6, 3, 0 }, { 2, 5, 3, 2, 2 }, { 6, 5, 2, 1, 0 }, { 0, 2, 2, 3, 7 },
        });
        var kappa = FleissKappa.Of(table);
        Near(0.20993070442195522, kappa.Value, 1e-12);
        Near(0.378021978021978, kappa.Observed, 1e-12);
        Near(0.21275510204081632, kappa.Chance, 1e-12);
        Assert.Equal(5, kappa.CategoryKappas.Length);
        Assert.NotNull(kappa.Z);
    }

    [Fact]
    public void Limits_of_Bland_and_Altman()
    {
        double[] wright = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427], mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];
        var limits = BlandAltman.Of(wright, mini);
        Assert.Equal(17, limits.Items);
        Near(-2.1176470588235294, limits.Bias, 1e-12);
        Near(38.76512987360738, limits.Deviation, 1e-10);
        Near(-78.09590546711173, limits.LowerLimit, 1e-8);
        Near(73.86061134946466, limits.UpperLimit, 1e-8);
        Near(9.401925003509989, limits.BiasError, 1e-10);
        Near(16.284611795031495, limits.LimitError, 1e-10);
        Near(-22.048837696645162, limits.BiasLow, 1e-8);
        Near(17.813543578998104, limits.BiasHigh, 1e-8);
        Near(2.119905299221254 * 16.284611795031495, limits.LimitMargin, 1e-8);
        var two = BlandAltman.Of(wright, mini, 2);
        Near(-79.64790680603829, two.LowerLimit, 1e-8);
        Near(75.41261268839122, two.UpperLimit, 1e-8);
        Assert.Equal(limits, BlandAltman.Of([.. wright, double.NaN, 3], [.. mini, 1, double.NaN]));
        Assert.Contains("at least 1 more", BlandAltman.Of([1], [2]).Reason, StringComparison.Ordinal);
        Assert.Null(BlandAltman.Of([], []).Bias);
    }

    [Fact]
    public void Brier_and_calibration()
    {
        Near(0.0375, BrierScore.Of([0.1, 0.9, 0.8, 0.3], [false, true, true, false]), 1e-14);
        Assert.Null(BrierScore.Of([], []));
        double[] confidence = [0.25, 0.25, 0.55, 0.75, 0.75];
        bool[] right = [false, false, true, true, true];
        var two = CalibrationError.Of(confidence, right, 2);
        Near(0.29, two.L1, 1e-12);
        Near(0.2918332857, two.L2, 1e-10);
        Near(0.3166666667, two.Max, 1e-10);
        var ten = CalibrationError.Of(confidence, right);
        Near(0.29, ten.L1, 1e-12);
        Near(0.3008321791, ten.L2, 1e-10);
        Near(0.45, ten.Max, 1e-12);
        Assert.Null(CalibrationError.Of([], []).L1);
        Assert.Throws<ArgumentException>(() => BrierScore.Of([1.1], [true]));
        Assert.Throws<ArgumentException>(() => CalibrationError.Of([.5], []));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(15)]
    public void A_confidence_at_an_edge_lies_in_the_bin_below_it(int bins)
    {
        double[] edges = [.. Enumerable.Range(0, bins + 1).Select(b => (double)b / bins)];
        var error = CalibrationError.Of(edges, new bool[edges.Length], bins);
        Assert.Equal(bins, error.Bins.Count);
        Assert.All(error.Bins, (b, i) => Assert.Equal(i == 0 ? 2 : 1, b.Count));
    }

    [Fact]
    public void Items_that_a_kappa_takes()
    {
        Assert.Equal(117, AgreementSampleSize.Kappa(0.70, 0.85, 0.5, 0.5));
        Near(116.3539, AgreementSampleSize.KappaExact(0.70, 0.85, 0.5, 0.5), 1e-4);
        Assert.Equal(96, AgreementSampleSize.Kappa(0.85, 0.70, 0.5, 0.5));
        Assert.Equal(66, AgreementSampleSize.Kappa(0.30, 0.60, 0.3, 0.3));
        Assert.True(AgreementSampleSize.Kappa(0.70, 0.85, 0.5, 0.5, twoSided: true) > 117);
        Assert.Throws<ArgumentOutOfRangeException>(() => AgreementSampleSize.Kappa(0.5, 0.5, 0.5, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => AgreementSampleSize.Kappa(0.5, 0.9, 0.1, 0.9));
        Assert.Throws<ArgumentOutOfRangeException>(() => AgreementSampleSize.Kappa(0.5, 0.9, 0, 0.5));
    }

    [Theory]
    [InlineData(0.6, 0.8, 2, 39, 0.8009140596431401, 38.606348863940006)]
    [InlineData(0.6, 0.8, 3, 26, 0.8052716962101063, 26.06624302911149)]
    [InlineData(0.7, 0.9, 2, 19, 0.8163478745083146, 17.89560505003775)]
    [InlineData(0.4, 0.6, 3, 51, 0.8019799746445286, 51.48350784290169)]
    [InlineData(0.2, 0.4, 3, 64, 0.8003696282376092, 64.8436206912147)]
    public void Items_that_an_ICC_takes(double least, double icc, int raters, int items, double power, double approximate)
    {
        Assert.Equal(items, AgreementSampleSize.Icc(least, icc, raters));
        Near(power, AgreementSampleSize.IccPower(items, least, icc, raters), 1e-9);
        Assert.True(AgreementSampleSize.IccPower(items - 1, least, icc, raters) < 0.8);
        Near(approximate, AgreementSampleSize.IccApproximate(least, icc, raters), 1e-6);
    }

    [Fact]
    public void Impossible_plans_for_an_ICC_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => AgreementSampleSize.Icc(0.8, 0.6, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => AgreementSampleSize.Icc(0.6, 0.8, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => AgreementSampleSize.Icc(0.6, 0.8, 2, power: 1));
    }

    private static AgreementWeights Weights(string name)
    {
        double[] values = [1, 2, 3, 4, 5];
        return name switch
        {
            "identity" => AgreementWeights.Identity(5),
            "linear" => AgreementWeights.Linear(5),
            "quadratic" => AgreementWeights.Quadratic(values),
            "ordinal" => AgreementWeights.Ordinal(5),
            "radical" => AgreementWeights.Radical(values),
            _ => AgreementWeights.Ratio(values),
        };
    }

    private static void Form(AgreementResult form, double value, double low, double high)
    {
        Near(value, form.Value, 1e-12);
        Near(low, form.Low, 1e-9);
        Near(high, form.High, 1e-9);
        Assert.Equal(IntervalMethod.Analytic, form.Interval);
    }
}
