using SynthWorkbench.Benchmarks;

return args switch
{
    ["import", .. var rest] => await ImportBenchmark.RunAsync(rest),
    ["fit", .. var rest] => FitBenchmark.Run(rest),
    ["quality", .. var rest] => QualityBenchmark.Run(rest),
    ["peers", .. var rest] => PeersBenchmark.Run(rest),
    ["pages", .. var rest] => await PagesBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: import [--rows N] [--file CSV] | fit --file TABLE [--rows N] [--rounds N] [--train FIRST-ROWS] | quality [--seeds N] TABLE ... | peers [--seeds N] [--train FIRST-ROWS] [--target COLUMN] [--engine ID] TABLE | pages PUBLISHED-FOLDER [CSV-TO-IMPORT]");
    return 2;
}
