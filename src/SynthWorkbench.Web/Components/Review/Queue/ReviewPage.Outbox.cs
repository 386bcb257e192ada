using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Web.Components.Review.Queue;

/// <summary>What the browser tells: answers sent, kept or changed elsewhere, passages selected, keys pressed.</summary>
public sealed partial class ReviewPage
{
    public Task SubmittedAsync(SubmissionResult result) => InvokeAsync(async () =>
    {
        if (result.IsKept)
            await GoOnAsync(result.Outcome == SubmissionOutcome.Surplus ? "Somebody else had filled the last place of that item by then. Your answer is kept beside theirs." : null);
        else if (result.Outcome == SubmissionOutcome.Conflict)
            _conflict = (new KeptDraft(0, result.Other!, result.OtherComment ?? ""), result.Decision);
        else
            (_problems, _notice) = (result.Problems ?? [], result.Message);
        StateHasChanged();
    });

    public Task RestoredAsync(ReviewAnswers answers, string comment) => InvokeAsync(async () =>
    {
        _comment = comment;
        _notice = "Changes that this browser had kept are back.";
        await ChangeAsync(answers);
    });

    public Task ConflictedAsync(DraftSaving theirs, ReviewAnswers mine) => InvokeAsync(() =>
    {
        _answers = mine;
        _conflict = (new KeptDraft(theirs.Revision, theirs.Other!, theirs.OtherComment ?? ""), null);
        StateHasChanged();
    });

    private async Task ResolveAsync(bool mine)
    {
        if (_conflict is not { } conflict)
            return;
        if (conflict.Decision is not null && !mine)
        {
            await GoOnAsync("Your earlier answer stands.");
            return;
        }

        _supersedes = conflict.Decision ?? _supersedes;
        if (mine)
            (_conflict, _seen) = (null, conflict.Theirs);
        else
            Draw(conflict.Theirs);
        if (conflict.Decision is null)
            await Outbox.ResolveAsync(mine, conflict.Theirs.Revision);
        else
            await SubmitAsync();
    }

    public Task SelectedAsync(string field, int start, int end) => InvokeAsync(() => Rubric is null ? Task.CompletedTask : ChangeAsync(SpanMarking.Mark(Rubric, _answers, field, start, end)));

    public Task PressedAsync(string action) => InvokeAsync(async () =>
    {
        switch (action)
        {
            case "submit": await SubmitAsync(); break;
            case "skip": _skipping = !_skipping; break;
            case "save": await Outbox.SaveNowAsync(); break;
            case "undo": await UndoAsync(); break;
            case "redo": await RedoAsync(); break;
            case "flag": _flagged = !_flagged; break;
            case "unclear": _unclear = !_unclear; break;
            case "guide": Toggle(Pane.Guidelines); break;
            case "history": await ToggleAsync(Pane.History); break;
            case "help": _help = !_help; break;
            case "previous" or "next": await StepAsync(action == "previous" ? 1 : -1); break;
        }

        StateHasChanged();
    });
}
