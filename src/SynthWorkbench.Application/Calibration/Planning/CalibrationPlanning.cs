using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Application.Calibration.Planning;

/// <summary>A campaign that items can be taken from.</summary>
public sealed record SourceChoice(CampaignId Campaign, string Name, RubricId Rubric, string RubricName, RubricVersionId Version, int Number, int Items);

/// <summary>What a session can be made of.</summary>
public sealed record SessionChoices(IReadOnlyList<SourceChoice> Sources, IReadOnlyList<ReviewerChoice> Reviewers);

/// <summary>What keeps a session from being made. <see cref="Path"/> names the setting.</summary>
public sealed record SessionProblem(string Path, string Message);

/// <summary>The session made, or what is wrong.</summary>
public sealed record SessionMade(CalibrationSessionId? Session, IReadOnlyList<SessionProblem> Problems)
{
    [MemberNotNullWhen(true, nameof(Session))]
    public bool Succeeded => Session is not null;
}

/// <summary>Plans a session: chooses its items and opens their blind scoring.</summary>
public sealed class CalibrationPlanning(WorkbenchData data, ReviewSignals signals)
{
    public const int MostItems = 200, MostReviewers = 30;

    private const int FewestItems = 2, FewestReviewers = 2;

    /// <summary>Campaigns with items, newest first, and the reviewers of the workspace.</summary>
    public async Task<SessionChoices> ChoicesAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        var sources = await (from c in db.Led()
                             join v in db.Set<RubricVersion>() on c.RubricVersionId equals v.Id
                             join r in db.Set<RubricDefinition>() on v.RubricId equals r.Id
                             where c.State != CampaignState.Preparing
                             orderby c.CreatedAt descending
                             select new SourceChoice(c.Id, c.Name, r.Id, r.Name, v.Id, v.Number, db.Set<ReviewItem>().Count(i => i.CampaignId == c.Id))).ToListAsync(ct);
        return new SessionChoices([.. sources.Where(s => s.Items > 0)], await CampaignMaking.ReviewersAsync(db, actor.WorkspaceId, ct));
    }

    /// <summary>How many items of a campaign each reason speaks for; an item can count for several, and <see cref="ItemReason.Other"/> is all of them.</summary>
    public async Task<IReadOnlyDictionary<ItemReason, int>> AvailableAsync(Actor actor, CampaignId source, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        var candidates = await CandidatesAsync(db, source, ct);
        return new Dictionary<ItemReason, int>
        {
            [ItemReason.Gold] = candidates.Count(c => c.HasGold), [ItemReason.Disagreement] = candidates.Count(c => c.Disagreement > 0), [ItemReason.Edge] = candidates.Count(c => c.Edge > 0),
            [ItemReason.Easy] = candidates.Count(c => c.IsEasy), [ItemReason.Other] = candidates.Count,
        };
    }

    /// <summary>What precision the plan gives, in a sentence; null while it is not complete.</summary>
    public async Task<string?> ExpectationAsync(Actor actor, SessionPlan plan, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Items is < FewestItems or > MostItems || plan.Reviewers.Length is < FewestReviewers or > MostReviewers)
            return null;
        Rubric? rubric;
        await using (var db = await data.ReadAsync(actor, Permission.LeadReview, ct))
        {
            var version = await db.Led().Where(c => c.Id == new CampaignId(plan.Source)).Select(c => (RubricVersionId?)c.RubricVersionId).FirstOrDefaultAsync(ct);
            rubric = version is null ? null : (await db.Set<RubricVersion>().FirstAsync(v => v.Id == version, ct)).Rubric;
        }

        int[] levels = [.. (rubric?.Criteria ?? []).Select(CriterionScale.Of).Where(s => s is not null).Select(s => s!.Levels.IsEmpty ? 5 : s.Levels.Length).Where(l => l > 1)];
        if (levels.Length == 0)
            return null;
        const double Assumed = 0.8;
        ulong seed = unchecked((ulong)plan.Seed);
        return await Task.Run(
            () =>
            {
                var (low, high) = ExpectedWidth.Of(plan.Items, plan.Reviewers.Length, levels.Min(), Assumed, seed);
                string needed = plan.Target >= Assumed ? $" A lower limit of {plan.Target:0.###} asks for more agreement than that."
                    : ExpectedWidth.ItemsFor(plan.Target, plan.Reviewers.Length, levels.Min(), Assumed, seed) is { } items
                        ? items <= plan.Items ? $" That is enough to show a lower limit of {plan.Target:0.###}." : $" To show a lower limit of {plan.Target:0.###} it takes about {items} items."
                        : $" To show a lower limit of {plan.Target:0.###} even {MostItems} items are not enough: ask more reviewers.";
                return FormattableString.Invariant($"If these reviewers truly agree at 0.8, {plan.Items} items will show something between {low:0.00} and {high:0.00} (simulated, {levels.Min()} levels).") + needed;
            },
            ct);
    }

    /// <summary>Makes a session with its items and opens their scoring, in one change. <paramref name="command"/> becomes its id: asked twice, there is one.</summary>
    public async Task<SessionMade> CreateAsync(Actor actor, string name, SessionPlan plan, Guid command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var id = new CalibrationSessionId(command);
        name = name.Trim();
        plan = plan with { Lead = actor.UserId };
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        var db = change.Db;
        if (await db.Set<CalibrationSession>().AnyAsync(s => s.Id == id, ct))
            return new SessionMade(id, []);
        var source = await db.Led().AsNoTracking().FirstOrDefaultAsync(c => c.Id == new CampaignId(plan.Source), ct);
        var reviewers = await CampaignMaking.ReviewersAsync(db, actor.WorkspaceId, ct);
        var problems = Problems(name, plan, source, reviewers).ToList();
        string scoring = $"Calibration: {name}";
        if (problems.Count == 0 && (await db.Set<CalibrationSession>().AnyAsync(s => s.Name == name, ct) || await db.Set<Campaign>().AnyAsync(c => c.Name == scoring, ct)))
            problems.Add(new SessionProblem("name", $"There is already a session named '{name}'. Choose another name."));
        var candidates = problems.Count == 0 ? await CandidatesAsync(db, source!.Id, ct) : [];
        if (problems.Count == 0 && candidates.Count < plan.Items)
            problems.Add(new SessionProblem("items", $"'{source!.Name}' has {candidates.Count} items; the session asks for {plan.Items}. Ask for fewer, or choose another campaign."));
        if (problems.Count > 0)
            return new SessionMade(null, problems);

        var chosen = ItemSelection.Choose(candidates, plan);
        var ids = chosen.Select(c => c.Item).ToList();
        var items = await db.Set<ReviewItem>().AsNoTracking().Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, ct);
        var orders = plan.Reviewers.Select((_, person) => Order(plan, person, chosen.Count)).ToList();
        var copied = chosen.Select((c, at) => new CopiedItem(items[c.Item], [.. plan.Reviewers.Select((r, person) => (r.UserId, orders[person][at]))])).ToList();
        var scoringPlan = new CampaignPlan
        {
            Source = CampaignSource.Items, Sampling = new SamplingPlan { Kind = SamplingKind.All, Items = chosen.Count, Seed = plan.Seed }, Overlap = plan.Reviewers.Length, BlindFirst = true, ShowsRealRows = source!.Plan.ShowsRealRows,
            Reviewers = [.. plan.Reviewers.Select(r => new CampaignAssignment(r.UserId, r.Name))], RepeatShare = plan.RepeatShare, AsksConfidence = true, AsksReasonsAtEnds = true,
        };
        var (campaign, copies) = ItemCopies.Add(change, CampaignId.New(), scoring, source.RubricVersionId, scoringPlan, copied, id.Value);
        db.Add(new CalibrationSession { Id = id, WorkspaceId = actor.WorkspaceId, Name = name, CampaignId = campaign.Id, CreatedAt = change.Now, CreatedBy = actor.Name });
        await db.SaveChangesAsync(ct);
        var planned = new Planned(plan, source.RubricVersionId, [.. copies.Select((copy, at) => new PlannedItem(copy.Id, chosen[at].Item, copy.Number, items[chosen[at].Item].Key, chosen[at].Reason))]);
        await SessionLog.AppendAsync(change, id, Guid.CreateVersion7(), planned, ct);
        change.Audit("calibration.planned", nameof(CalibrationSession), id, name, null, new { plan.Source, plan.Items, plan.Seed, Reviewers = plan.Reviewers.Length });
        await change.CommitAsync(ct);
        signals.Changed(campaign.Id);
        return new SessionMade(id, []);
    }

    /// <summary>What keeps a plan from being carried out.</summary>
    internal static IEnumerable<SessionProblem> Problems(string name, SessionPlan plan, Campaign? source, IReadOnlyList<ReviewerChoice> reviewers)
    {
        if (name.Length is 0 or > 180)
            yield return new("name", name.Length == 0 ? "A session needs a name." : $"The name has {name.Length} characters; at most 180 are kept. Shorten it.");
        if (source is null)
            yield return new("source", "Choose the campaign whose items are scored. It is not in this workspace, or none is chosen.");
        if (plan.Items is < FewestItems or > MostItems)
            yield return new("items", $"{plan.Items} items are not possible; {FewestItems} to {MostItems} are. Over a single item no coefficient of agreement has a meaning.");
        if (plan.Reviewers.Length is < FewestReviewers or > MostReviewers)
            yield return new("reviewers", $"{plan.Reviewers.Length} reviewers are chosen; a session has {FewestReviewers} to {MostReviewers}.");
        if (plan.Reviewers.GroupBy(r => r.UserId).Any(g => g.Count() > 1))
            yield return new("reviewers", "A person is named twice. Name each person once.");
        foreach (var stranger in plan.Reviewers.Where(r => reviewers.All(o => o.UserId != r.UserId)))
            yield return new("reviewers", $"{stranger.Name} is no reviewer of this workspace. Take the person off the list, or ask an owner for the role.");
        double[] shares = [plan.GoldShare, plan.DisagreementShare, plan.EdgeShare, plan.EasyShare];
        if (shares.Any(s => !(s is >= 0 and <= 1)) || shares.Sum() > 1.000001)
            yield return new("shares", $"The shares of known, disputed, edge and easy items lie between 0 and 1 and together at most at 1; they are {shares.Sum():0.##} together.");
        if (!(plan.RepeatShare is >= 0 and <= 0.5))
            yield return new("repeatShare", $"A share of {plan.RepeatShare:0.##} for silent repeats is not possible; 0 to 0.5 is.");
        if (!(plan.Quorum is > 0 and <= 1))
            yield return new("quorum", "The quorum is above 0 % and at most 100 % of the answers.");
        if (plan.MinutesAnItem is < 0 or > 120)
            yield return new("minutes", $"{plan.MinutesAnItem} minutes an item are not possible; 0 (no time) to 120 are.");
        if (!(plan.Target is >= 0 and < 1))
            yield return new("target", "The agreement that is wanted lies between 0 and below 1.");
        if (plan.QualifiedDays is < 1 or > 730)
            yield return new("days", $"A qualification holds 1 to 730 days; {plan.QualifiedDays} are asked for.");
    }

    /// <summary>Every reviewer meets the items in an order of their own.</summary>
    private static int[] Order(SessionPlan plan, int person, int items)
    {
        int[] order = [.. Enumerable.Range(1, items)];
        new RandomStream(unchecked((ulong)plan.Seed), 0x0DE2 + (ulong)person).Shuffle<int>(order);
        return order;
    }

    private static async Task<List<ItemCandidate>> CandidatesAsync(WorkbenchDbContext db, CampaignId source, CancellationToken ct)
    {
        var version = await db.Led().Where(c => c.Id == source).Select(c => (RubricVersionId?)c.RubricVersionId).FirstOrDefaultAsync(ct);
        if (version is null)
            return [];
        var rubric = (await db.Set<RubricVersion>().AsNoTracking().FirstAsync(v => v.Id == version, ct)).Rubric;
        var items = await db.Set<ReviewItem>().AsNoTracking().Where(i => i.CampaignId == source).Select(i => new { i.Id, i.Stratum, i.Surprise, i.State, HasGold = i.GoldJson != null }).ToListAsync(ct);
        var decisions = (await db.Set<ReviewDecision>().AsNoTracking().Where(d => d.CampaignId == source).ToListAsync(ct)).ToLookup(d => d.ItemId);
        double[] surprises = [.. items.Select(i => i.Surprise).Order()];
        double high = surprises.Length == 0 ? 0 : surprises[(int)(0.9 * (surprises.Length - 1))];
        var sizes = items.GroupBy(i => i.Stratum, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        int rare = Math.Max(1, items.Count / (4 * Math.Max(1, sizes.Count)));
        return [.. items.Select(i =>
        {
            var counting = DecisionRecord.Counting([.. decisions[i.Id]]);
            double differs = Differing(rubric, counting);
            double edge = (i.Surprise > 0 && i.Surprise >= high ? i.Surprise / Math.Max(1e-9, surprises[^1]) : 0) + (sizes.Count > 1 && sizes[i.Stratum] <= rare ? 0.5 : 0) + (decisions[i.Id].Any(d => d.IsUnclear) ? 1 : 0);
            return new ItemCandidate(i.Id, i.HasGold || i.State == ItemState.Adjudicated, differs, edge, counting.Count > 1 && differs == 0);
        })];
    }

    /// <summary>Share of pairs of answers that differ on a criterion, averaged over the criteria; 0 with fewer than two.</summary>
    private static double Differing(Rubric rubric, IReadOnlyList<ReviewDecision> decisions)
    {
        var comparison = new AnswerComparison(rubric);
        foreach (var decision in decisions)
            comparison.Add(decision.Answers);
        return comparison.DifferingShare() ?? 0;
    }
}
