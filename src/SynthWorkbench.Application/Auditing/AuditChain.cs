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

    /// <summary>Follows entries in sequence order, one at a time, so that a chain of any length is checked in constant memory.</summary>
    public static async Task<AuditCheck> FollowAsync(IAsyncEnumerable<AuditEntry> inSequence, CancellationToken ct)
    {
        string previous = Origin;
        long count = 0;
        await foreach (var entry in inSequence.WithCancellation(ct))
        {
            if (entry.Sequence != count + 1 || entry.PreviousHash != previous || entry.Hash != HashOf(previous, entry))
                return new AuditCheck(count, previous, entry.Sequence);
            previous = entry.Hash;
            count++;
        }

        return new AuditCheck(count, previous, null);
    }
}
