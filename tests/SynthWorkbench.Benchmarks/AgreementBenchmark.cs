using System.Diagnostics;
using System.Globalization;
using SynthWorkbench.Numerics.Agreement;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Benchmarks;

/// <summary>Seconds of each coefficient with its bootstrap interval over invented ratings: five levels, one rating in ten missing. Best of three, after one to warm up.</summary>
internal static class AgreementBenchmark
{
    private const int Levels = 5;

    public static int Run(string[] arguments)
    {
        int units = 1000, raters = 50, resamples = 2000;
        for (int i = 0; i + 1 < arguments.Length; i += 2)
        {
            int n = int.Parse(arguments[i + 1], CultureInfo.InvariantCulture);
            switch (arguments[i])
            {
                case "--units": units = n; break;
                case "--raters": raters = n; break;
                case "--resamples": resamples = n; break;
                default: return Usage();
            }
        }

        if (arguments.Length % 2 != 0)
            return Usage();
        var table = Invent(units, raters);
        var options = IntervalOptions.Bootstrap(resamples);
        var quadratic = AgreementWeights.Quadratic(Levels);
        (string Name, Func<AgreementResult> Run)[] coefficients =
        [
            ("percent agreement", () => PercentAgreement.Of(table, options)),
            .. Enum.GetValues<RatingScale>().Select(s => ($"alpha, {s.ToString().ToLowerInvariant()}", (Func<AgreementResult>)(() => KrippendorffAlpha.Of(table, s, options)))),
            ("AC1", () => GwetAc.Of(table, null, options)),
            ("AC2, quadratic", () => GwetAc.Of(table, quadratic, options)),
            ("Fleiss", () => FleissKappa.Of(table, null, options)),
            ("Fleiss, quadratic", () => FleissKappa.Of(table, quadratic, options)),
            ("Brennan-Prediger", () => BrennanPrediger.Of(table, null, options)),
        ];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{units:N0} items x {raters:N0} reviewers, {table.Ratings:N0} ratings, {resamples:N0} resamples, {Environment.ProcessorCount} cores"));
        Console.WriteLine("| coefficient | value | 95 % interval | ms |");
        Console.WriteLine("|---|---|---|---|");
        double total = 0;
        foreach (var (name, run) in coefficients)
        {
            var result = run();
            double best = double.PositiveInfinity;
            for (int i = 0; i < 3; i++)
            {
                var watch = Stopwatch.StartNew();
                result = run();
                best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
            }

            total += best;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {result.Value:0.0000} | {result.Low:0.0000} to {result.High:0.0000} | {best:0.0} |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| all | | | {total:0.0} |"));
        return 0;
    }

    /// <summary>Each item has a level; reviewers hit it, miss it by one, or guess.</summary>
    private static RatingTable Invent(int units, int raters)
    {
        double[] ratings = new double[units * raters];
        for (int u = 0; u < units; u++)
        {
            var random = new RandomStream(1, (ulong)u);
            int level = 1 + random.NextInt32(Levels);
            for (int r = 0; r < raters; r++)
            {
                double luck = random.NextDouble(), rated = luck < 0.6 ? level : luck < 0.85 ? Math.Clamp(level + (luck < 0.725 ? 1 : -1), 1, Levels) : 1 + random.NextInt32(Levels);
                ratings[u * raters + r] = random.NextDouble() < 0.1 ? double.NaN : rated;
            }
        }

        return RatingTable.OfNumbers(ratings, raters, [1, 2, 3, 4, 5]);
    }

    private static int Usage()
    {
        Console.Error.WriteLine("usage: agreement [--units N] [--raters N] [--resamples N]");
        return 2;
    }
}
