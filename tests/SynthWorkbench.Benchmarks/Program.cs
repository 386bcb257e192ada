using SynthWorkbench.Benchmarks;

return args switch
{
    ["import", .. var rest] => ImportBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: import [--rows N] [--file CSV]");
    return 2;
}
