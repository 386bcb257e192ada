using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;

namespace SynthWorkbench.Application.Privacy;

/// <summary>
/// The privacy ledger of each reference: what its private fits may amount to together, and what was charged. A fit is charged in full, in a write transaction of its own, before it reads a row; what the
/// budget does not pay for is refused. Entries are never changed or removed.
/// </summary>
public sealed class PrivacyLedger(WorkbenchData data)
{
    public const int MostReason = 500;

    /// <summary>The account of a dataset; null where there is no such dataset in the workspace.</summary>
    public async Task<PrivacyAccount?> GetAsync(Actor actor, DatasetId dataset, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await ReadAsync(db, dataset, ct);
    }

    /// <summary>An entry; null where there is no such in the workspace.</summary>
    public async Task<PrivacyCharge?> FindAsync(Actor actor, PrivacyChargeId id, CancellationToken ct)
    {
        await using var db = await data.ReadAsync(actor, Permission.ViewWorkspace, ct);
        return await db.Set<PrivacyCharge>().FirstOrDefaultAsync(c => c.Id == id, ct);
    }

    /// <summary>Sets or raises a budget, with the reason for the audit trail. What is wrong and what to choose instead, or null when it counts.</summary>
    /// <exception cref="NotAllowedException">The actor is neither approver nor owner.</exception>
    public async Task<string?> SetBudgetAsync(Actor actor, DatasetId dataset, PrivacyBudget budget, string reason, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(budget);
        await using var change = await data.BeginAsync(actor, Permission.SetPrivacyBudget, ct);
        var account = await ReadAsync(change.Db, dataset, ct) ?? throw new KeyNotFoundException($"There is no dataset {dataset} in this workspace.");
        reason = reason.Trim();
        if (budget.Problem() is { } problem)
            return problem;
        if (reason.Length is 0 or > MostReason)
            return reason.Length == 0 ? "Say why: the reason stands in the audit trail beside the budget." : $"The reason has {reason.Length} characters; at most {MostReason} are kept. Shorten it.";
        if (budget == account.Budget)
            return $"The budget is {budget} already.";
        if (!account.Spent.IsWithin(budget.Epsilon, budget.Delta))
        {
            double spent = account.Spent.EpsilonAt(budget.Delta);
            return double.IsFinite(spent) ? $"{account.Charges.Count} {(account.Charges.Count == 1 ? "fit has" : "fits have")} spent epsilon {PrivacyFigures.Up(spent)} at delta {PrivacyFigures.Delta(budget.Delta)}, and what is spent cannot be taken back. Choose at least that; exactly that allows no further fit."
                : $"The fits so far have a delta of {PrivacyFigures.Delta(account.Spent.Delta)} together, which is not below {PrivacyFigures.Delta(budget.Delta)}. Choose a larger delta.";
        }

        change.Db.Add(new PrivacyBudgetEntry { Id = Guid.CreateVersion7(), DatasetId = dataset, Epsilon = budget.Epsilon, Delta = budget.Delta, Reason = reason, At = change.Now, Author = actor.Name });
        change.Audit("privacy-budget.set", nameof(Dataset), dataset, account.DatasetName, account.Budget, new { budget.Epsilon, budget.Delta, Reason = reason });
        await change.CommitAsync(ct);
        return null;
    }

    /// <summary>
    /// Charges a fit of a job, or finds the entry that pays for the same release: that of a model which is kept, of a fit with the same seed, or one that this job entered before it was interrupted and that
    /// never began to read.
    /// </summary>
    /// <param name="author">Who started the job.</param>
    /// <param name="request">The fit.</param>
    /// <param name="isKept">Whether the model is there already: then it is charged only to an account that has not paid for it yet, such as that of another dataset with the same training rows.</param>
    public async Task<Charging> ChargeAsync(Actor author, ChargeRequest request, bool isKept, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var change = await data.BeginForJobAsync(author, ct);
        var (order, asked) = (request.Order, request.Asked);
        var dataset = await change.Db.Set<DatasetVersion>().Where(v => v.Id == order.Reference).Select(v => v.DatasetId).FirstAsync(ct);
        var account = (await ReadAsync(change.Db, dataset, ct))!;
        foreach (var paid in account.Charges.Where(c => c.ModelKey == request.ModelKey))
        {
            if (isKept || paid.IsSeeded || (paid.JobId == request.Job && !await change.Db.Set<PrivacyFitStart>().AnyAsync(s => s.ChargeId == paid.Id, ct)))
                return new Charging(paid, false, account, null);
        }

        if (account.RefusalOf(asked) is { } refusal)
            return new Charging(null, false, account, refusal);
        var statement = PrivacyStatement.Of(asked);
        var charge = new PrivacyCharge
        {
            Id = PrivacyChargeId.New(), DatasetId = dataset, DatasetVersionId = order.Reference, Number = account.Charges.Where(c => c.DatasetId == dataset).Select(c => c.Number).DefaultIfEmpty().Max() + 1,
            Rho = statement.Cost().Rho, FailureDelta = statement.Cost().Delta, Epsilon = statement.Epsilon, Delta = statement.Delta, Neighbours = PrivacyStatement.Neighbours,
            AssumedJson = JsonSerializer.Serialize(statement.Assumed), AreRowsPublic = asked.Rows is not null, IsSeeded = asked.Seed is not null, RecipeName = request.RecipeName, RecipeVersionId = order.RecipeVersion,
            Purpose = order.Purpose, SubjectId = order.Subject, JobId = request.Job, FitKey = request.FitKey, ModelKey = request.ModelKey, At = change.Now, AuthorId = author.UserId, Author = author.Name,
        };
        change.Db.Add(charge);
        if (isKept)
            change.Db.Add(new PrivacyFitStart { ChargeId = charge.Id, At = change.Now });
        change.Audit("privacy-budget.charged", nameof(Dataset), dataset, $"{account.DatasetName}, charge {charge.Number}", null,
            new { charge.Epsilon, charge.Delta, charge.Rho, charge.RecipeName, charge.Purpose, Subject = charge.SubjectId, charge.ModelKey });
        await change.CommitAsync(ct);
        return new Charging(charge, true, account with { Charges = [charge, .. account.Charges] }, null);
    }

    /// <summary>Says that the fit of a charge begins to read; from now on no other fit may lean on the charge, unless its noise has the same seed.</summary>
    public async Task BeginAsync(Actor author, PrivacyCharge charge, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(charge);
        await using var change = await data.BeginForJobAsync(author, ct);
        if (charge.IsSeeded && await change.Db.Set<PrivacyFitStart>().AnyAsync(s => s.ChargeId == charge.Id, ct))
            return;

        // The charge is the key: of two holders of one job (one whose lease ran out while it went on) only one may begin.
        change.Db.Add(new PrivacyFitStart { ChargeId = charge.Id, At = change.Now });
        await change.CommitAsync(ct);
    }

    /// <summary>Whether an account has paid for a model.</summary>
    internal async Task<bool> IsPaidAsync(WorkspaceId workspace, DatasetVersionId reference, string modelKey, CancellationToken ct)
    {
        await using var db = await data.ReadForJobAsync(workspace, ct);
        var dataset = await db.Set<DatasetVersion>().Where(v => v.Id == reference).Select(v => v.DatasetId).FirstOrDefaultAsync(ct);
        var sharing = await SharingAsync(db, dataset, ct);
        return await db.Set<PrivacyCharge>().AnyAsync(c => sharing.Contains(c.DatasetId) && c.ModelKey == modelKey, ct);
    }

    private static async Task<PrivacyAccount?> ReadAsync(WorkbenchDbContext db, DatasetId id, CancellationToken ct)
    {
        if (await db.Set<Dataset>().AsNoTracking().FirstOrDefaultAsync(d => d.Id == id, ct) is not { } dataset)
            return null;
        var sharing = await SharingAsync(db, id, ct);
        var charges = await db.Set<PrivacyCharge>().AsNoTracking().Where(c => sharing.Contains(c.DatasetId)).OrderByDescending(c => c.At).ThenByDescending(c => c.Number).ToListAsync(ct);
        var set = await db.Set<PrivacyBudgetEntry>().AsNoTracking().Where(b => sharing.Contains(b.DatasetId)).OrderByDescending(b => b.At).FirstOrDefaultAsync(ct);
        var others = await db.Set<Dataset>().AsNoTracking().Where(d => sharing.Contains(d.Id) && d.Id != id).Select(d => d.Name).ToListAsync(ct);
        return new PrivacyAccount(id, dataset.Name, set is null ? PrivacyBudget.Default : new PrivacyBudget(set.Epsilon, set.Delta), set, charges, others);
    }

    /// <summary>The dataset and all that hold a table which one of them holds: the same rows under another name are no new budget.</summary>
    private static async Task<List<DatasetId>> SharingAsync(WorkbenchDbContext db, DatasetId id, CancellationToken ct)
    {
        List<DatasetId> known = [id];
        while (true)
        {
            var digests = db.Set<DatasetVersion>().Where(v => known.Contains(v.DatasetId)).Select(v => v.Digest);
            var found = await db.Set<DatasetVersion>().Where(v => digests.Contains(v.Digest)).Select(v => v.DatasetId).Distinct().ToListAsync(ct);
            if (!found.Contains(id))
                found.Add(id);
            if (found.Count == known.Count)
                return known;
            known = found;
        }
    }
}
