using System.Globalization;
using System.Text;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Calibration.Sessions;

/// <summary>The minutes of a session.</summary>
/// <param name="Markdown">What happened, as text.</param>
/// <param name="Digest">The log's hash that they were written from; a signature names it.</param>
public sealed record Minutes(string Name, string Markdown, string Digest);

/// <summary>Writes a session's minutes from its log: who, on what, how far they agreed, what was decided, by whom, and who signed.</summary>
public sealed class SessionMinutes(SessionBoard board)
{
    /// <summary>The minutes as this person may read them; null before the answers are frozen, or where the person is not in the session.</summary>
    public async Task<Minutes?> WriteAsync(Actor actor, CalibrationSessionId id, CancellationToken ct)
    {
        if (await board.GetAsync(actor, id, before: null, ct) is not { } view || view.Room.Phase == SessionPhase.Scoring)
            return null;
        return new Minutes(view.Name, Write(view), view.Room.Head);
    }

    internal static string Write(RoomView view)
    {
        var room = view.Room;
        var plan = room.Plan.Plan;
        var text = new StringBuilder();
        Line($"# Minutes of the calibration session \"{view.Name}\"");
        Line($"");
        Line($"- Rubric: {view.RubricName}, version {view.RubricNumber}{(room.Amendment is { } a ? $"; amended to version {a.Number}" : "")}");
        Line($"- Begun: {view.CreatedAt:yyyy-MM-dd HH:mm} UTC by {room.Log[0].ActorName}");
        Line($"- Reviewers: {string.Join(", ", plan.Reviewers.Select(r => r.Name))}");
        Line($"- Items: {room.Plan.Items.Length}, seed {plan.Seed}");
        Line($"- Frozen: {room.Freeze!.Answers} answers, {room.Freeze.Missing} missing{(room.Freeze.Reason is { } why ? $" ({why})" : "")}; digest {room.Freeze.Digest}");
        Line($"");
        Line($"## Agreement");
        Line($"");
        foreach (var line in SessionAgreement.Of(room, view.Rubric))
            Line($"- {line.Criterion.Title}: {line.Coefficient} {Number(line.Before)}{(line.After is { } after ? $"; after the second vote {Number(after)}" : "")}");
        Line($"");
        Line($"## Items");
        foreach (var item in room.Plan.Items)
        {
            Line($"");
            Line($"### Item {item.Number} ({item.Key})");
            foreach (var criterion in view.Rubric.Criteria)
            {
                string given = string.Join("; ", view.Reviewers.Select(r => (Name: view.NameOf(r.UserId).Replace(" (you)", "", StringComparison.Ordinal), Answer: AnswerRules.Describe(criterion, room.Answers.GetValueOrDefault((r.UserId, item.Item))?.Of(criterion.Id)))).Where(r => r.Answer.Length > 0).Select(r => $"{r.Name} {r.Answer}"));
                if (given.Length > 0)
                    Line($"- {criterion.Title}: {given}{(room.Causes.TryGetValue((item.Item, criterion.Id), out var cause) ? $" (cause: {CauseWords.Of(cause)})" : "")}");
            }

            foreach (var remark in room.Remarks.Where(r => r.Item == item.Item && r.Text.Length > 0))
                Line($"- Said at {remark.At:HH:mm} UTC: {remark.Text}");
            if (room.Agreed.TryGetValue(item.Item, out var agreed))
            {
                foreach (var (criterion, gold) in agreed.What.Gold)
                    Line($"- Agreed, {view.Rubric.Criteria.First(c => c.Id == criterion).Title}: **{gold.Describe(view.Rubric.Criteria.First(c => c.Id == criterion))}**");
                Line($"- Why: {agreed.What.Rationale}");
                Line($"- Signed: {string.Join(", ", agreed.Signers.Select(s => s.Name))}");
            }
        }

        Line($"");
        Line($"## Signatures");
        Line($"");
        foreach (var (_, name, at, digest) in room.Signatures)
            Line($"- {name}, {at:yyyy-MM-dd HH:mm} UTC, on the log {digest}");
        if (room.Signatures.Count == 0)
            Line($"- not signed yet");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Number(Numerics.Agreement.AgreementResult result) => result.Value is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000}{(result.Low is { } low ? $" ({low:0.00} to {result.High:0.00})" : "")} over {result.Units} items")
        : result.Reason ?? "not defined";
}
