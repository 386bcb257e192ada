using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SynthWorkbench.Application.Auditing;

/// <summary>The hash chain: <c>hash = SHA-256(previous || canonical entry)</c>.</summary>
public static class AuditChain
{
    /// <summary>What the first entry of a workspace follows.</summary>
    public static readonly string Origin = new('0', 64);

    /// <summary>The hash that <paramref name="entry"/> must carry after an entry with <paramref name="previousHash"/>.</summary>
    public static string HashOf(string previousHash, AuditEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(entry.WorkspaceId.Value);
            json.WriteNumberValue(entry.Sequence);
            json.WriteNumberValue(entry.At.UtcTicks);
            json.WriteStringValue(entry.ActorId);
            json.WriteStringValue(entry.ActorName);
            json.WriteStringValue(entry.Action);
            json.WriteStringValue(entry.SubjectKind);
            json.WriteStringValue(entry.SubjectId);
            json.WriteStringValue(entry.SubjectName);
            json.WriteStringValue(entry.Before);
            json.WriteStringValue(entry.After);
            json.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(previousHash), .. buffer.ToArray()]));
    }

    /// <summary>The first entry that does not follow from the one before it, or null for an unbroken chain in sequence order.</summary>
    public static AuditEntry? FirstBreak(IEnumerable<AuditEntry> inSequence)
    {
        string previous = Origin;
        long expected = 1;
        foreach (var entry in inSequence)
        {
            if (entry.Sequence != expected || entry.PreviousHash != previous || entry.Hash != HashOf(previous, entry))
                return entry;
            previous = entry.Hash;
            expected++;
        }

        return null;
    }
}
