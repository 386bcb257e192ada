using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Engines.Pseudonyms;
using SynthWorkbench.Synthesis.Engines.Texts;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Generation;

/// <summary>What a plan learns of its training rows, and how its model judges rows.</summary>
public sealed partial class GenerationPipeline
{
    private const int MostJudged = 20_000;

    /// <summary>Learns the modelled columns of the training rows, in the form in which constraints hold by construction.</summary>
    public static FittedModel? Fit(GenerationPlan plan, Table? train, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!plan.NeedsModel)
            return null;
        ArgumentNullException.ThrowIfNull(train);
        return Fit(plan, train, PseudonymFit.Of([(plan.Pseudonyms, train)]), progress, cancellation);
    }

    /// <summary>Learns the columns of one of several tables, whose personal values are numbered together.</summary>
    internal static FittedModel Fit(GenerationPlan plan, Table train, PseudonymFit numbers, IProgress<FitProgress>? progress, CancellationToken cancellation)
    {
        // What cannot be learned of a text is told before the engine takes its time.
        var texts = plan.Texts.Select((text, i) =>
        {
            progress?.Report(new FitProgress(i, plan.Texts.Length + plan.Modelled.Length, text.Column));
            return TextFit.Of(train, text, cancellation);
        }).ToImmutableArray();
        var pseudonyms = numbers.Fitted(plan.Pseudonyms, train);
        Column[] numbered = pseudonyms is null ? [] : [.. numbers.Learned(pseudonyms, train)];
        if (plan.Modelled.IsEmpty && numbered.Length == 0)
            return new TextsAlone().With(texts, pseudonyms);

        // Whose row it is is learned last: it follows from what the row says.
        Column[] modelled = plan.Modelled.IsEmpty ? [] : [.. plan.Learned(train).Columns];
        return EngineChoice.Of(plan.Recipe, train.RowCount, plan.Modelled.Length).Engine.Fit(new Table([.. modelled, .. numbered]), plan.FitOptions, progress, cancellation).With(texts, pseudonyms);
    }

    /// <summary>
    /// The rows that the model finds least likely, with the reason; row numbers are positions in <paramref name="rows"/>. Above 20,000 rows evenly spaced ones are judged. Empty where the plan
    /// models nothing.
    /// </summary>
    public static IReadOnlyList<SurprisingRow> MostSurprising(GenerationPlan plan, FittedModel? model, Table rows, int most, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(rows);
        if (model is null || rows.RowCount == 0 || plan.Modelled.IsEmpty)
            return [];
        int[] chosen = SpacedRows.Of(rows.RowCount, MostJudged);
        Table shown = rows.Take(chosen);
        return [.. model.Judge(plan.Judged(shown, model), cancellation, shown).Most(most).Select(r => r with { Row = chosen[r.Row] })];
    }
}
