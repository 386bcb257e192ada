using System.Diagnostics;

namespace SynthWorkbench.Benchmarks;

/// <summary>
/// One command for quality, privacy, seconds, peak memory and scaling of every reference table: <see cref="PeersBenchmark"/> and <see cref="ScaleBenchmark"/>, each table and
/// position in a process of its own, so that peak memory is the table's own. About half an hour on two cores.
/// </summary>
internal static class SuiteBenchmark
{
    private static readonly (string Path, string[] Options)[] Tables =
    [
        ("adult/adult.csv", ["--train", "32561", "--target", "income"]),
        ("online_shoppers/online_shoppers.csv", ["--target", "Revenue"]),
        ("nist_national2019/national2019.csv", ["--missing", "N"]),
        ("bank_marketing/bank_marketing.csv", ["--target", "y"]),
        ("communities_crime/communities.csv", []),
        ("heart_failure/heart_failure.csv", ["--target", "DEATH_EVENT"]),
        ("diabetes130/diabetic_data.csv.gz", ["--target", "readmitted"]),
        ("acs_income_2018_large/acs_income_2018_holdout.parquet", []),
    ];

    private const string Large = "acs_income_2018_large/acs_income_2018_holdout.parquet";

    public static int Run(string[] arguments)
    {
        if (arguments.Length == 0 || !Directory.Exists(arguments[0]))
        {
            Console.Error.WriteLine("usage: suite DATA-FOLDER [--seeds N]");
            return 2;
        }

        string seeds = arguments is [_, "--seeds", var n, ..] ? n : "3";
        foreach (var (path, options) in Tables)
        {
            string file = Path.Combine(arguments[0], path);
            if (!File.Exists(file))
            {
                Console.WriteLine($"{path}: not in the folder, left out");
                continue;
            }

            foreach (var (engine, realism) in new[] { ("guided-trees", "0.8"), ("guided-trees", "0.6"), ("trees", "1") })
            {
                Console.WriteLine();
                Console.WriteLine($"{engine} at realism {realism}");
                Child(["peers", .. options, "--seeds", seeds, "--engine", engine, "--realism", realism, file]);
            }
        }

        foreach (string engine in new[] { "trees", "guided-trees" })
            Child(["scale", "--rows", "1000000,3000000,10000000", "--engine", engine, Path.Combine(arguments[0], Large)]);
        return 0;
    }

    /// <summary>This program again, in a process of its own; its output goes on where ours is.</summary>
    internal static void Child(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(SuiteBenchmark).Assembly.Location);
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            Console.WriteLine($"({string.Join(' ', arguments)} ended with {process.ExitCode})");
    }
}
