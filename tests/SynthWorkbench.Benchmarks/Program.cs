using SynthWorkbench.Benchmarks;

return args switch
{
    ["import", .. var rest] => await ImportBenchmark.RunAsync(rest),
    ["fit", .. var rest] => FitBenchmark.Run(rest),
    ["quality", .. var rest] => QualityBenchmark.Run(rest),
    ["peers", .. var rest] => PeersBenchmark.Run(rest),
    ["suite", .. var rest] => SuiteBenchmark.Run(rest),
    ["scale", .. var rest] => ScaleBenchmark.Run(rest),
    ["report", .. var rest] => ReportBenchmark.Run(rest),
    ["preview", .. var rest] => PreviewBenchmark.Run(rest),
    ["conditions", .. var rest] => ConditionsBenchmark.Run(rest),
    ["nist", .. var rest] => NistBenchmark.Run(rest),
    ["kernels", .. var rest] => KernelBenchmark.Run(rest),
    ["agreement", .. var rest] => AgreementBenchmark.Run(rest),
    ["pages", .. var rest] => await PagesBenchmark.RunAsync(rest),
    ["studio", .. var rest] => await StudioBenchmark.RunAsync(rest),
    ["reviewers", .. var rest] => await ReviewersBenchmark.RunAsync(rest),
    ["submissions", .. var rest] => await SubmissionsBenchmark.RunAsync(rest),
    ["room", .. var rest] => await RoomBenchmark.RunAsync(rest),
    ["kills", .. var rest] => await KillsBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: import [--rows N] [--file CSV] | fit --file TABLE [--rows N] [--rounds N] [--train FIRST-ROWS] | quality [--seeds N] TABLE ... | peers [--seeds N] [--train FIRST-ROWS] [--target COLUMN] [--engine ID] TABLE | suite DATA-FOLDER [--seeds N] | scale --rows N,N,N [--engine ID] TABLE | report [--rows N] | preview [--moves N] [--rows N] TABLE | conditions [--rows N] [--engine ID] --when CONDITION TABLE | nist [--seeds N] TABLE | kernels [FILTER] | agreement [--units N] [--raters N] [--resamples N] | pages PUBLISHED-FOLDER [CSV-TO-IMPORT] | studio [--moves N] [--people N] [--visits N] PUBLISHED-FOLDER TABLE | reviewers [--people N] [--minutes N] [--every SECONDS] [--circuits N] PUBLISHED-FOLDER | submissions [--times N] PUBLISHED-FOLDER | room [--browsers N] [--moves N] [--drawing N] PUBLISHED-FOLDER | kills [--times N] [--seed N] PUBLISHED-FOLDER");
    return 2;
}
