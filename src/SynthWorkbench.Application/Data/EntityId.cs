using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace SynthWorkbench.Application.Data;

/// <summary>A typed identifier: <c>public readonly record struct DatasetId(Guid Value) : IEntityId&lt;DatasetId&gt;</c>.</summary>
public interface IEntityId<TSelf>
    where TSelf : struct, IEntityId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

/// <summary>Stores every typed identifier as its Guid.</summary>
public sealed class EntityIdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => From(value))
    where TId : struct, IEntityId<TId>
{
    private static TId From(Guid value) => TId.From(value);
}

internal static class EntityIdConventions
{
    /// <summary>Registers the converter for every identifier struct of this assembly, so that no entity configures it by hand.</summary>
    public static void UseEntityIds(this ModelConfigurationBuilder builder)
    {
        foreach (Type type in typeof(EntityIdConventions).Assembly.GetTypes())
        {
            if (type.IsValueType && Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>)))
                builder.Properties(type).HaveConversion(typeof(EntityIdConverter<>).MakeGenericType(type));
        }

        builder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
    }
}

/// <summary>Instants as UTC ticks: ordered and compared alike on SQLite and PostgreSQL.</summary>
public sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(v => v.UtcTicks, v => new DateTimeOffset(v, TimeSpan.Zero));
