using System.Buffers.Binary;
using System.Security.Cryptography;

namespace SynthWorkbench.EndToEnd.Tests.Accounts;

/// <summary>An authenticator app: the six digits of RFC 6238 (SHA-1, 30 seconds).</summary>
internal static class Totp
{
    public static string CodeAt(string base32Key, DateTimeOffset at)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, at.ToUnixTimeSeconds() / 30);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // The standard asks for SHA-1.
        HMACSHA1.HashData(Decode(base32Key), counter, hash);
#pragma warning restore CA5350
        int number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[19] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string key)
    {
        var bytes = new List<byte>();
        int bits = 0, value = 0;
        foreach (char c in key.ToUpperInvariant().Where(c => c is not ' ' and not '='))
        {
            value = (value << 5) | (c >= 'A' ? c - 'A' : c - '2' + 26);
            bits += 5;
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(value >> bits));
            value &= (1 << bits) - 1;
        }

        return [.. bytes];
    }
}
