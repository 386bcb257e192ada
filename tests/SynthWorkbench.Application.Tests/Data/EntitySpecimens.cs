using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;

namespace SynthWorkbench.Application.Tests.Data;

/// <summary>Makes a row of any entity type of the model, so that laws over "every entity" need no list that somebody must keep.</summary>
internal static class EntitySpecimens
{
    /// <summary>A row with every mapped property set; <paramref name="keyOf"/> lends its key, to aim at a row that exists.</summary>
    public static T Make<T>(IEntityType type, WorkspaceId workspace, T? keyOf = null)
        where T : class, IWorkspaceOwned
    {
        var row = Activator.CreateInstance<T>();
        foreach (var property in type.GetProperties())
        {
            if (property.PropertyInfo is not { CanWrite: true } info)
                continue;
            bool borrowed = keyOf is not null && property.IsPrimaryKey() && property.ClrType != typeof(WorkspaceId);
            info.SetValue(row, borrowed ? info.GetValue(keyOf) : ValueOf(property));
        }

        row.WorkspaceId = workspace;
        return row;
    }

    /// <summary>Every mapped value of a row, to see whether anything in it changed.</summary>
    public static IReadOnlyList<object?> Values(IEntityType type, object row) => [.. type.GetProperties().Where(p => p.PropertyInfo is not null).Select(p => p.PropertyInfo!.GetValue(row))];

    private static object? ValueOf(IProperty property)
    {
        var clr = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (clr == typeof(string))
            return "specimen-" + Guid.CreateVersion7().ToString("N");
        if (clr == typeof(Guid))
            return Guid.CreateVersion7();
        if (Array.Exists(clr.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>)))
            return Activator.CreateInstance(clr, Guid.CreateVersion7());
        if (clr == typeof(byte[]))
            return new byte[] { 1 };
        if (clr == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        if (clr == typeof(int) || clr == typeof(long))
            return Convert.ChangeType(property.IsPrimaryKey() ? 7 : 3, clr, System.Globalization.CultureInfo.InvariantCulture);
        return clr.IsValueType ? Activator.CreateInstance(clr) : throw new NotSupportedException($"Say how to make a {clr} for {property.DeclaringType.Name}.{property.Name}.");
    }
}
