using System.Collections.Immutable;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Review.Campaigns;

/// <summary>An item before it is stored.</summary>
internal sealed record ItemDraft(string Key, ItemContent Content, string Stratum = "", double Surprise = 0)
{
    public string? RealSide { get; init; }

    public ReviewAnswers? Gold { get; init; }

    public ItemSuggestion? Suggestion { get; init; }

    public ImmutableArray<ImportedRating> Ratings { get; init; } = [];
}

/// <summary>The items of a campaign in the order in which they are given out; each is made when it is stored.</summary>
internal sealed record DrawnItems(int Count, Func<int, ItemDraft> Make);

/// <summary>Draws the items of a plan from a run's rows, from pairs of them with the holdout, or from a file. The same plan gives the same items in the same order.</summary>
public sealed class ItemDrawing(RunModels runs, ModelFitting fitting, ImportStore imports)
{
    private const ulong OrderStream = 0x0D, SideStream = 0x51DE, HoldoutStream = 0x401D, GoldStream = 0x601D;

    internal async Task<DrawnItems> DrawAsync(JobContext job, Campaign campaign, CampaignPlan plan, CancellationToken ct)
    {
        if (plan.Source == CampaignSource.File)
        {
            var file = await imports.FindAsync(campaign.Id, ct) ?? throw new JobFailedException("The imported items are gone from the server's disk. Make the campaign again from the file.");
            foreach (string note in file.Notes)
                await job.LogAsync(note, ct);
            return await FromFileAsync(job, plan, file, ct);
        }

        var (material, problem) = await runs.LoadAsync(job.Author.WorkspaceId, new RunId(plan.RunId!.Value), ct);
        if (material is null)
            throw new JobFailedException(problem!);
        return plan.Source == CampaignSource.RunRows ? await RowsAsync(job, campaign, plan, material, ct) : await PairsAsync(job, campaign, plan, material, ct);
    }

    private static async Task<DrawnItems> FromFileAsync(JobContext job, CampaignPlan plan, ImportedItems file, CancellationToken ct)
    {
        string[]? strata = plan.Sampling.StratifyBy is { Length: > 0 } field ? [.. file.Items.Select(i => i.Content.Fields.FirstOrDefault(f => f.Name == field)?.Value ?? "missing")] : null;

        // Gold items are drawn apart, so that their share is the one asked for; without a share they are items like others.
        int[] common = [.. Enumerable.Range(0, file.Items.Length).Where(i => plan.GoldShare == 0 || file.Items[i].Gold is null)];
        int[] gold = [.. Enumerable.Range(0, file.Items.Length).Except(common)];
        List<int> order;
        if (common.Length == 0)
        {
            order = [.. Checked(ItemSampling.Draw(plan.Sampling, new SamplingFrame(gold.Length, strata))).Select(i => gold[i])];
        }
        else
        {
            order = [.. Checked(ItemSampling.Draw(plan.Sampling, new SamplingFrame(common.Length, strata is null ? null : [.. common.Select(i => strata[i])]))).Select(i => common[i])];
            order = await WithGoldAsync(job, plan, order, gold, ct);
        }

        return new DrawnItems(order.Count, i =>
        {
            var item = file.Items[order[i]];
            return new ItemDraft(item.Key, item.Content, strata?[order[i]] ?? "") { Gold = item.Gold, Suggestion = item.Suggestion, Ratings = item.Ratings };
        });
    }

    /// <summary>The items with as many of the gold ones among them as the share asks for.</summary>
    private static async Task<List<int>> WithGoldAsync(JobContext job, CampaignPlan plan, List<int> items, int[] gold, CancellationToken ct)
    {
        int wanted = (int)Math.Round(items.Count * plan.GoldShare / (1 - plan.GoldShare));
        if (wanted > gold.Length)
            await job.LogAsync($"The share of known answers asks for {wanted:N0} items; there are {gold.Length:N0}, and all of them are used.", ct);
        var random = new RandomStream(unchecked((ulong)plan.Sampling.Seed), GoldStream);
        random.Shuffle<int>(gold);
        return Interleaved(items, gold.AsSpan(0, Math.Min(wanted, gold.Length)), ref random);
    }

    /// <summary>One gold item at a random place of each of as many equal stretches: nobody can count up to it.</summary>
    private static List<int> Interleaved(List<int> items, ReadOnlySpan<int> gold, ref RandomStream random)
    {
        int total = items.Count + gold.Length, next = 0;
        var places = new Dictionary<int, int>();
        for (int g = 0; g < gold.Length; g++)
        {
            int start = (int)((long)g * total / gold.Length), end = (int)((long)(g + 1) * total / gold.Length);
            places[start + random.NextInt32(end - start)] = gold[g];
        }

        var order = new List<int>(total);
        for (int i = 0; i < total; i++)
            order.Add(places.TryGetValue(i, out int item) ? item : items[next++]);
        return order;
    }

    private async Task<DrawnItems> RowsAsync(JobContext job, Campaign campaign, CampaignPlan plan, RunMaterial material, CancellationToken ct)
    {
        var (rows, strata, surprise) = await SampleAsync(job, campaign, plan, material, withSurprise: true, ct);
        Shuffle(plan, rows);
        if (plan.GoldShare <= 0)
            return new DrawnItems(rows.Length, i => Row(rows[i]));
        var kept = await imports.FindAsync(campaign.Id, ct) ?? throw new JobFailedException("The known items are gone from the server's disk. Make the campaign again.");
        foreach (string note in kept.Notes)
            await job.LogAsync(note, ct);

        // A row that is there already would be seen twice, and be told by that.
        var shown = rows.Select(row => ReviewJson.Digest(ReviewJson.Write(Row(row).Content.WithoutSurprise()))).ToHashSet(StringComparer.Ordinal);
        var keys = rows.Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        var known = kept.Items.Where(i => shown.Add(ReviewJson.Digest(ReviewJson.Write(i.Content.WithoutSurprise())))).Select(i => i with { Key = KnownItems.Unique(i.Key, keys) }).ToList();
        var order = await WithGoldAsync(job, plan, [.. Enumerable.Range(0, rows.Length)], [.. Enumerable.Range(rows.Length, known.Count)], ct);
        return new DrawnItems(order.Count, i => order[i] < rows.Length ? Row(rows[order[i]])
            : new ItemDraft(known[order[i] - rows.Length].Key, known[order[i] - rows.Length].Content, strata is null ? "" : "known answers") { Gold = known[order[i] - rows.Length].Gold });

        ItemDraft Row(int row)
        {
            var cells = surprise?.Cells(row) ?? [];
            var fields = material.Rows.Columns.Select(c => cells.FirstOrDefault(s => s.Column == c.Name) is { } cell
                ? RowField(c, row) with { Bits = Math.Round(cell.Bits, 2), Why = cell.Reason }
                : RowField(c, row));
            return new ItemDraft(KeyOf(row), new ItemContent { Fields = [.. fields] }, strata?[row] ?? "", Math.Round(surprise?.Row(row) ?? 0, 2));
        }

        static string KeyOf(int row) => $"row {row + 1}";
    }

    /// <summary>Pairs of one synthetic and one holdout row. Names and identifiers are left out: they tell the sides apart at once and are of real persons. Surprise too, for the first reason.</summary>
    private async Task<DrawnItems> PairsAsync(JobContext job, Campaign campaign, CampaignPlan plan, RunMaterial material, CancellationToken ct)
    {
        if (material.Reference is not { Holdout: { RowCount: > 0 } holdout })
            throw new JobFailedException("The reference has no holdout, so there are no real rows that the engine has not seen. Import it with a holdout, run the recipe again and choose the new run.");
        var columns = material.Rows.Columns.Where(c => holdout.Schema.Contains(c.Name) && Shown(c.Schema) && Shown(holdout[c.Name].Schema) && holdout[c.Name].Schema.Kind == c.Schema.Kind)
            .Select(c => (Synthetic: c.WithSchema(holdout[c.Name].Schema), Real: holdout[c.Name])).ToList();
        if (columns.Count == 0)
            throw new JobFailedException("Synthetic and real rows have no column in common that may be shown. Model some columns in the recipe, or choose another source.");
        var (rows, strata, _) = await SampleAsync(job, campaign, plan, material, plan.Sampling.Kind == SamplingKind.Surprise, ct);
        if (rows.Length > holdout.RowCount)
            await job.LogAsync($"The holdout has {holdout.RowCount:N0} rows, each shown once: there are as many pairs.", ct);
        Shuffle(plan, rows);
        ulong seed = unchecked((ulong)plan.Sampling.Seed);
        int[] real = [.. Enumerable.Range(0, holdout.RowCount)];
        var random = new RandomStream(seed, HoldoutStream);
        random.Shuffle<int>(real);
        return new DrawnItems(Math.Min(rows.Length, real.Length), i =>
        {
            string realSide = new RandomStream(seed, SideStream, (ulong)i).NextDouble() < 0.5 ? "A" : "B";
            string syntheticSide = realSide == "A" ? "B" : "A";
            var first = columns.Select(c => realSide == "A" ? RowField(c.Real, real[i]) with { Side = "A" } : RowField(c.Synthetic, rows[i]) with { Side = "A" });
            var second = columns.Select(c => syntheticSide == "B" ? RowField(c.Synthetic, rows[i]) with { Side = "B" } : RowField(c.Real, real[i]) with { Side = "B" });
            return new ItemDraft($"pair {i + 1}", new ItemContent { Fields = [.. first, .. second] }, strata?[rows[i]] ?? "") { RealSide = realSide };
        });

        static bool Shown(ColumnSchema column) => column.Role is ColumnRole.Feature or ColumnRole.Target && column.Pii == PiiKind.None && column.Kind != ColumnKind.Identifier;
    }

    private async Task<(int[] Rows, string[]? Strata, RowSurprise? Surprise)> SampleAsync(JobContext job, Campaign campaign, CampaignPlan plan, RunMaterial material, bool withSurprise, CancellationToken ct)
    {
        string[]? strata = plan.Sampling.StratifyBy is { Length: > 0 } column ? ItemSampling.StrataOf(material.Rows[column]) : null;
        bool[]? failures = plan.Sampling.Kind == SamplingKind.ConstraintFailures ? Failures(material) : null;
        FittedModel? model = withSurprise ? await ModelAsync(job, campaign, material, ct) : null;
        if (plan.Sampling.Kind == SamplingKind.Surprise)
        {
            if (model is null)
                throw new JobFailedException("The recipe models no column, so no row can surprise. Choose another sampling.");
            int[] candidates = RowSurprise.Spaced(material.Rows.RowCount, ItemSampling.MostItems);
            await job.ReportAsync("judge", 0, 1, "rows", ct);
            var judged = await Task.Run(() => RowSurprise.Of(material, model, candidates, ct), ct);
            var taken = Checked(ItemSampling.Draw(plan.Sampling, new SamplingFrame(candidates.Length, Bits: [.. candidates.Select(judged.Row)])));
            return ([.. taken.Select(i => candidates[i])], strata, judged);
        }

        int[] rows = [.. Checked(ItemSampling.Draw(plan.Sampling, new SamplingFrame(material.Rows.RowCount, strata, Failures: failures)))];
        if (model is null)
            return (rows, strata, null);

        // What is usual in a column is told by rows all over the table, not by those drawn alone.
        await job.ReportAsync("judge", 0, 1, "rows", ct);
        int[] wide = [.. rows.Union(RowSurprise.Spaced(material.Rows.RowCount, RowSurprise.UsualRows)).Order()];
        return (rows, strata, await Task.Run(() => RowSurprise.Of(material, model, wide, ct), ct));
    }

    /// <summary>The run's model; fitted again where it is gone from the cache, which for a private one is charged again.</summary>
    private async Task<FittedModel?> ModelAsync(JobContext job, Campaign campaign, RunMaterial material, CancellationToken ct)
    {
        if (material is not { Run.Reference: { } version, Reference: { } reference } || material.Plan.Modelled.IsEmpty)
            return null;
        return (await fitting.FitAsync(job, material.Plan, reference, new FitOrder(version, FitPurpose.Campaign, campaign.Id.Value, material.Run.RecipeVersionId), ct)).Model;
    }

    private static bool[] Failures(RunMaterial material)
    {
        bool[] failures = new bool[material.Rows.RowCount];
        foreach (var constraint in material.Plan.Constraints)
            constraint.Mark(material.Rows, failures);
        return failures;
    }

    private static ItemField RowField(Column column, int row) => RowField(column.Schema, column.Format(row));

    /// <summary>A row's field; what is seen of it besides the value hangs on the column alone.</summary>
    internal static ItemField RowField(ColumnSchema column, string? value)
    {
        var kind = column.Name.Equals("transcript", StringComparison.OrdinalIgnoreCase) || column.Name.Equals("conversation", StringComparison.OrdinalIgnoreCase) ? FieldKind.Transcript
            : column.Kind == ColumnKind.Text ? FieldKind.Text
            : FieldKind.Value;
        string? group = column.Role switch
        {
            ColumnRole.Target => "Outcome",
            ColumnRole.Identifier or ColumnRole.PersonalData => "Identity",
            _ => null,
        };
        return new ItemField(column.Name, value, kind, Group: group);
    }

    /// <summary>Random order, so that the first items judged are a random sample of all: sequential acceptance rests on it.</summary>
    private static void Shuffle(CampaignPlan plan, int[] rows)
    {
        var random = new RandomStream(unchecked((ulong)plan.Sampling.Seed), OrderStream);
        random.Shuffle<int>(rows);
    }

    private static IReadOnlyList<int> Checked(SampledItems sampled) => sampled.Problem is null ? sampled.Rows : throw new JobFailedException(sampled.Problem);
}
