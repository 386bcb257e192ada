using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Web.Interop;

/// <summary>What the browser tells of a reviewer's answers and keys.</summary>
public interface IReviewListener
{
    /// <summary>An answer was sent: kept, or what is in the way.</summary>
    Task SubmittedAsync(SubmissionResult result);

    /// <summary>This browser held changes that the server had not heard of; the form is to show them.</summary>
    Task RestoredAsync(ReviewAnswers answers, string comment);

    /// <summary>Another tab or device wrote in between.</summary>
    Task ConflictedAsync(DraftSaving theirs, ReviewAnswers mine);

    /// <summary>A key was pressed for an action.</summary>
    Task PressedAsync(string action);
}

/// <summary>A key of the review page.</summary>
public sealed record ReviewKey(string Action, string Key, bool IsOwn);

/// <summary>Keeps a reviewer's answers in the browser until the server has them, and sends them outside the circuit.</summary>
public sealed class ReviewOutbox(IJSRuntime js)
{
    private IJSObjectReference? _module, _keys;
    private DotNetObjectReference<ReviewCallbacks>? _callbacks;

    /// <summary>Watches the form of an item, which shows a draft.</summary>
    public Task BeginAsync(ElementReference root, Guid user, LeasedItem item, KeptDraft draft, IReviewListener listener) => BeginAsync(root, user, item.Item, item.RubricVersion, draft, item.ActiveMilliseconds, listener);

    /// <summary>Watches the form of an item decided before, to correct it.</summary>
    public Task BeginAsync(ElementReference root, Guid user, ReviewedItem item, KeptDraft draft, IReviewListener listener) => BeginAsync(root, user, item.Item, item.RubricVersion, draft, 0, listener);

    private async Task BeginAsync(ElementReference root, Guid user, ReviewItemId item, RubricVersionId rubric, KeptDraft draft, long active, IReviewListener listener)
    {
        _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./assets/js/review.js");
        _keys ??= await js.InvokeAsync<IJSObjectReference>("import", "./assets/js/review-keys.js");
        _callbacks ??= DotNetObjectReference.Create(new ReviewCallbacks(listener));

        // Keys first: once the page says that it is ready, no key may fall on the floor.
        await _keys.InvokeVoidAsync("attach", _callbacks);
        await _module.InvokeVoidAsync("begin", root, _callbacks, new { user, item = item.Value, rubric = rubric.Value, revision = draft.Revision, active, answers = ReviewJson.Write(draft.Answers), comment = draft.Comment });
    }

    /// <summary>The server drew the form anew: what it holds now is a change like any other.</summary>
    public Task DrawnAsync() => CallAsync("drawn");

    public Task SaveNowAsync() => CallAsync("saveNow");

    public Task SubmitAsync(bool isUnclear, bool isFlagged, DecisionId? supersedes) => CallAsync("submit", new { unclear = isUnclear, flagged = isFlagged, supersedes = supersedes?.Value });

    /// <summary>Settles a conflict: this browser's state on top of the revision that stands there, or that one.</summary>
    public Task ResolveAsync(bool mine, long revision) => CallAsync("resolve", mine, revision);

    public async Task<SubmissionResult> SkipAsync(string reason) => ReviewJson.Read<SubmissionResult>(await _module!.InvokeAsync<string>("skip", reason));

    /// <summary>Renews the lease; false when somebody else holds the slot by now.</summary>
    public async Task<bool> RenewAsync(ReviewSlotId slot, Guid token) => _module is null || await _module.InvokeAsync<bool>("renew", slot.Value, token);

    public async Task<IReadOnlyList<ReviewKey>> KeysAsync() => await _keys!.InvokeAsync<ReviewKey[]>("keys");

    public async Task<bool> SinglesOffAsync() => await _keys!.InvokeAsync<bool>("singlesOff");

    public async Task SetSinglesOffAsync(bool off) => await _keys!.InvokeVoidAsync("setSinglesOff", off);

    /// <summary>Gives an action the next key that is pressed; returns what stands in the way, or null.</summary>
    public async Task<string?> RemapAsync(string action) => await _keys!.InvokeAsync<string?>("remap", CancellationToken.None, [action]);

    public async Task StandardKeysAsync() => await _keys!.InvokeVoidAsync("standardKeys");

    /// <summary>Stops watching; what is kept in the browser stays there.</summary>
    public async ValueTask EndAsync()
    {
        try
        {
            if (_module is not null)
                await _module.InvokeVoidAsync("end");
            if (_keys is not null)
                await _keys.InvokeVoidAsync("detach");
        }
        catch (JSDisconnectedException)
        {
            // The circuit is gone and the page with it; the browser keeps what it holds.
        }

        _callbacks?.Dispose();
        _callbacks = null;
    }

    private async Task CallAsync(string method, params object?[] arguments)
    {
        if (_module is not null)
            await _module.InvokeVoidAsync(method, arguments);
    }
}

/// <summary>Called by the browser.</summary>
public sealed class ReviewCallbacks(IReviewListener listener)
{
    [JSInvokable]
    public Task Submitted(string result) => listener.SubmittedAsync(ReviewJson.Read<SubmissionResult>(result));

    [JSInvokable]
    public Task Restored(string answers, string comment) => listener.RestoredAsync(ReviewJson.Read<ReviewAnswers>(answers), comment);

    [JSInvokable]
    public Task Conflicted(string theirs, string mine) => listener.ConflictedAsync(ReviewJson.Read<DraftSaving>(theirs), ReviewJson.Read<ReviewAnswers>(mine));

    [JSInvokable]
    public Task Pressed(string action) => listener.PressedAsync(action);
}
