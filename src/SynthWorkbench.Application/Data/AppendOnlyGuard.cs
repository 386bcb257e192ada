using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace SynthWorkbench.Application.Data;

/// <summary>An entity whose rows are written once: no update, no delete, whoever asks.</summary>
public interface IAppendOnly;

/// <summary>Refuses to change or remove rows of <see cref="IAppendOnly"/> entities, saved one by one or in bulk.</summary>
public sealed class AppendOnlyGuard : SaveChangesInterceptor, IQueryExpressionInterceptor
{
    public static readonly AppendOnlyGuard Instance = new();

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Refuse(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Refuse(eventData.Context);
        return ValueTask.FromResult(result);
    }

    /// <summary>Bulk statements never pass through saving: they are recognised by their outermost call.</summary>
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        if (queryExpression is MethodCallExpression { Method.Name: "ExecuteDelete" or "ExecuteUpdate" or "ExecuteDeleteAsync" or "ExecuteUpdateAsync" } call
            && call.Arguments[0].Type.GetGenericArguments() is [var entity] && typeof(IAppendOnly).IsAssignableFrom(entity))
            throw Refusal(entity);
        return queryExpression;
    }

    private static void Refuse(DbContext? db)
    {
        foreach (var entry in db?.ChangeTracker.Entries<IAppendOnly>() ?? [])
        {
            if (entry.State is EntityState.Modified or EntityState.Deleted)
                throw Refusal(entry.Metadata.ClrType);
        }
    }

    private static InvalidOperationException Refusal(Type entity) => new($"{entity.Name} is written once: its rows are neither changed nor removed. Write a new one instead.");
}
