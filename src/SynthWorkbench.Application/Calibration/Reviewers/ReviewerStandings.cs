using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Application.Calibration.Reviewers;

/// <summary>A standing that a lead sets.</summary>
/// <param name="Days">Days for which a qualification holds; without meaning for other states.</param>
public sealed record SetStanding(RubricId Rubric, Guid Reviewer, StandingState State, int Days, string Reason);

/// <summary>A standing as it was written.</summary>
/// <param name="Session">The calibration session it comes from; null where a lead set it.</param>
public sealed record StandingEntry(StandingState State, DateTimeOffset? Until, string Reason, DateTimeOffset At, string By, Guid? Session);

/// <summary>A person's standing under a rubric.</summary>
/// <param name="Now">What it comes to now; null where there never was one, which restricts nothing.</param>
/// <param name="History">Newest first.</param>
public sealed record PersonStanding(Guid Person, StandingState? Now, IReadOnlyList<StandingEntry> History)
{
    public DateTimeOffset? Until => Now == StandingState.Qualified ? History[0].Until : null;

    /// <summary>A qualification that has run out.</summary>
    public bool HasRunOut => Now == StandingState.Probation && History[0].State == StandingState.Qualified;
}

/// <summary>Reads and sets who may judge what under a rubric.</summary>
public sealed class ReviewerStandings(WorkbenchData data, TimeProvider time)
{
    public const int LongestReason = Standings.LongestReason, MostDays = 730;

    /// <summary>Everybody who ever had a standing under the rubric.</summary>
    public async Task<IReadOnlyDictionary<Guid, PersonStanding>> ReadAsync(Actor actor, RubricId rubric, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.LeadReview, ct);
        var now = time.GetUtcNow();
        var rows = await db.Set<ReviewerStanding>().Where(s => s.RubricId == rubric).OrderByDescending(s => s.At).ThenByDescending(s => s.Id).ToListAsync(ct);
        return rows.GroupBy(s => s.ReviewerId).ToDictionary(
            g => g.Key, g => new PersonStanding(g.Key, g.First().StateAt(now), [.. g.Select(s => new StandingEntry(s.State, s.Until, s.Reason, s.At, s.By, s.SessionKey))]));
    }

    /// <summary>Writes a standing. From the next item on it governs what the queue gives out.</summary>
    public async Task<LeadResult> SetAsync(Actor actor, SetStanding wanted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        string reason = wanted.Reason.Trim();
        await using var change = await data.BeginAsync(actor, Permission.LeadReview, ct);
        var db = change.Db;
        if (!await db.Set<RubricDefinition>().AnyAsync(r => r.Id == wanted.Rubric, ct))
            return new LeadResult(false, "The rubric is not in this workspace. Choose another one.");
        var person = (await CampaignMaking.ReviewersAsync(db, actor.WorkspaceId, ct)).Find(r => r.UserId == wanted.Reviewer);
        if (person is null)
            return new LeadResult(false, "The person is no reviewer of this workspace, and nothing is given out to them. Ask an owner for the role first.");
        if (reason.Length is 0 or > LongestReason)
            return new LeadResult(false, reason.Length == 0 ? "Say why: the reason is kept with the standing and the person may ask for it." : $"The reason has {reason.Length} characters; at most {LongestReason} are kept. Shorten it.");
        if (!Enum.IsDefined(wanted.State) || (wanted.State == StandingState.Qualified && wanted.Days is < 1 or > MostDays))
            return new LeadResult(false, $"A qualification holds 1 to {MostDays} days; {wanted.Days} are asked for.");
        var before = await db.Set<ReviewerStanding>().AsNoTracking().Where(s => s.RubricId == wanted.Rubric && s.ReviewerId == wanted.Reviewer).OrderByDescending(s => s.At).ThenByDescending(s => s.Id).FirstOrDefaultAsync(ct);
        DateTimeOffset? until = wanted.State == StandingState.Qualified ? change.Now.AddDays(wanted.Days) : null;
        Standings.Set(change, wanted.Rubric, person.UserId, person.Name, wanted.State, until, reason, session: null, before is null ? null : new { before.State, before.Until });
        await change.CommitAsync(ct);
        return LeadResult.Ok;
    }
}
