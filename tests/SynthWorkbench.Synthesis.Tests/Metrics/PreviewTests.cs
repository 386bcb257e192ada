using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Metrics.Preview;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Metrics;

/// <summary>A preview says of the rows it was given what the report says of them, only faster.</summary>
public sealed class PreviewTests
{
    private static readonly Lazy<SplitFixture> Fixture = new(SplitFixture.Make);

    private sealed record SplitFixture(Table Train, Table Holdout, PreviewReference Reference, Table Drawn)
    {
        public static SplitFixture Make()
        {
            var (train, holdout) = new HoldoutSplit(1).Split(DemoTables.CardiologyVisits(3000));
            return new SplitFixture(train, holdout, PreviewReference.Of(train, holdout, default), Draw(train, 0.3, 2000));
        }
    }

    private static Table Draw(Table train, double realism, int rows)
    {
        var plan = GenerationPlan.Create(new Recipe { Name = "preview", Rows = rows, Realism = realism }, train.Schema).Plan!;
        return new GenerationPipeline(plan, GenerationPipeline.Fit(plan, train, null, default), 1000).DrawChunk(0, default);
    }

    [Theory, InlineData("quality"), InlineData("shapes"), InlineData("trends")]
    public void Similarity_equals_the_reports(string metric)
    {
        var (train, holdout, reference, drawn) = Fixture.Value;
        var preview = reference.Measure(drawn, PreviewEffort.Live, drawn.RowCount, default).Metric(metric)!;
        var report = FidelityEvaluation.Run(new FidelityInputs(train, holdout, drawn)).Metric(metric)!;
        Assert.Equal(report.Value!.Value, preview.Value!.Value, 6);

        // The report takes the t-distribution of ten groups and cuts bins anew for each; the preview takes the normal one and leaves bins as they are.
        double ratio = (preview.High - preview.Low)!.Value / 1.96 / ((report.High - report.Low)!.Value / 2.262);
        Assert.InRange(ratio, 0.7, 1.3);
    }

    [Fact]
    public void Settled_values_lie_where_the_reports_do()
    {
        var (train, holdout, reference, _) = Fixture.Value;
        var drawn = Draw(train, 0.6, 5000);
        var preview = reference.Measure(drawn, PreviewEffort.Settled, drawn.RowCount, default);
        var report = FidelityEvaluation.Run(new FidelityInputs(train, holdout, drawn));
        foreach (string id in new[] { "detection", "dcr-share", "rare-coverage", "alpha-precision" })
        {
            var (ours, theirs) = (preview.Metric(id)!, report.Metric(id)!);
            Assert.True(ours.Low <= (theirs.High ?? theirs.Value) && ours.High >= (theirs.Low ?? theirs.Value), $"{id}: {ours.Low} to {ours.High} in the preview, {theirs.Low} to {theirs.High} in the report");
        }
    }

    [Fact]
    public void Columns_carry_shares_of_the_overlays_bins()
    {
        var (train, _, reference, drawn) = Fixture.Value;
        var report = FidelityEvaluation.Run(new FidelityInputs(train, null, drawn));
        var preview = reference.Measure(drawn, PreviewEffort.Live, drawn.RowCount, default);
        Assert.Equal(report.Columns.Select(c => c.Name), preview.Columns.Select(c => c.Name));
        foreach (var (theirs, ours) in report.Columns.Zip(preview.Columns))
        {
            Assert.Equal(theirs.Synthetic.Count, ours.Shares.Count);
            Assert.All(theirs.Synthetic.Zip(ours.Shares), s => Assert.Equal(s.First, s.Second, 9));
            Assert.Equal(theirs.Shape!.Value, ours.Shape!.Value, 9);
        }
    }

    [Fact]
    public void Labels_that_no_training_row_has_and_missing_columns_are_borne()
    {
        var (train, _, reference, drawn) = Fixture.Value;
        int label = Enumerable.Range(0, train.Columns.Length).First(c => drawn.Schema.Contains(train[c].Name) && train[c] is CodedColumn && train[c].Schema.Role == ColumnRole.Feature && train[c].Schema.Kind == ColumnKind.Categorical);
        string name = train[label].Name;
        var strange = new CodedColumn(drawn[name].Schema, new int[drawn.RowCount], ["never seen"]);
        var with = new Table(drawn.Columns.Select(c => c.Name == name ? strange : c));
        var before = reference.Measure(drawn, PreviewEffort.Live, 2000, default);
        var after = reference.Measure(with, PreviewEffort.Live, 2000, default);
        Assert.Equal(0, after.Columns.First(c => c.Name == name).Shape);
        Assert.True(after.Metric("quality")!.Value < before.Metric("quality")!.Value);
        var without = reference.Measure(new Table(drawn.Columns.Where(c => c.Name != name)), PreviewEffort.Live, 2000, default);
        Assert.DoesNotContain(without.Columns, c => c.Name == name);
        Assert.Null(without.Metric("dcr-share")!.Value);
        Assert.NotNull(without.Metric("quality")!.Value);
    }

    [Fact]
    public void A_run_of_more_rows_may_come_nearer_but_never_passes_for_certain()
    {
        var (_, _, reference, drawn) = Fixture.Value;
        var same = reference.Measure(drawn, PreviewEffort.Live, 2000, default).Metric("quality")!;
        var more = reference.Measure(drawn, PreviewEffort.Live, 200_000, default).Metric("quality")!;
        Assert.Equal((same.Value, same.Low), (more.Value, more.Low));
        Assert.True(more.High > same.High + 0.5 * (1 - same.Value));
    }

    [Fact]
    public void A_measure_that_is_given_up_ends_as_cancelled()
    {
        var (_, _, reference, drawn) = Fixture.Value;
        using var given = new CancellationTokenSource();
        Exception? end = null;
        var measuring = new Thread(() =>
        {
            try
            {
                while (true)
                    reference.Measure(drawn, PreviewEffort.Settled, 2000, given.Token);
            }
            catch (Exception e)
            {
                end = e;
            }
        });
        measuring.Start();
        given.CancelAfter(TimeSpan.FromMilliseconds(30));
        Assert.True(measuring.Join(TimeSpan.FromSeconds(60)));
        Assert.IsAssignableFrom<OperationCanceledException>(end);
    }
}
