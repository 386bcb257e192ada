using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Web.Components.Review.Queue;

/// <summary>What the browser tells: answers sent, kept or changed elsewhere, passages selected, keys pressed.</summary>
public sealed partial class ReviewPage
{
    public Task SubmittedAsync(SubmissionResult result) => InvokeAsync(async () =>
    {
        if (result.IsKept && _past is not null)
            Navigation.NavigateTo($"review/{CampaignKey}");
        else if (result.IsKept)
            await GoOnAsync(result.Outcome == SubmissionOutcome.Surplus ? "Somebody else had filled the last place of that item by then. Your answer is kept beside theirs." : null);
        else if (result.Outcome == SubmissionOutcome.Conflict)
            _conflict = (_answers, result.Other!, 0, result.Decision);
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
        _conflict = (mine, theirs.Other!, theirs.Revision, null);
        StateHasChanged();
    });

    private async Task ResolveAsync(bool mine)
    {
        if (_conflict is not { } conflict)
            return;
        (_conflict, _seen) = (null, conflict.Theirs);
        _supersedes = conflict.Decision ?? _supersedes;
        if (conflict.Decision is not null && !mine)
        {
            await GoOnAsync("Your earlier answer stands.");
            return;
        }

        _answers = mine ? conflict.Mine : conflict.Theirs;
        StateHasChanged();
        if (conflict.Decision is null)
            await Outbox.ResolveAsync(mine, conflict.Revision);
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
