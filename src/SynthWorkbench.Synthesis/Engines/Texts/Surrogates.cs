using Bogus;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>
/// Made-up values in the place of personal data: a function of (seed, kind, whom it stands for), so that one real value has one surrogate wherever it is mentioned. Addresses are of example.org and of
/// the networks kept for documentation (RFC 2606, RFC 5737), telephone numbers of the exchange 555.
/// </summary>
public sealed class Surrogates
{
    private const int Pool = 2048;

    private static readonly Lazy<(string[] First, string[] Last)> Names = new(() =>
    {
        var faker = new Faker("en") { Random = new Randomizer(20_011) };
        string[] Distinct(Func<string> next) => [.. Enumerable.Range(0, 4 * Pool).Select(_ => next()).Where(n => n.All(char.IsLetter)).Distinct(StringComparer.Ordinal).Take(Pool)];
        return (Distinct(() => faker.Name.FirstName()), Distinct(() => faker.Name.LastName()));
    });

    private readonly ulong _seed;

    /// <summary>The surrogates of a seed.</summary>
    public Surrogates(ulong seed) => _seed = RandomStream.Mix(seed, 0x5A22_06A7);

    /// <summary>The surrogate of a value that is known by its hash; another one for each <paramref name="attempt"/>.</summary>
    public string Of(PersonalKind kind, ulong identity, int attempt)
    {
        var random = new RandomStream(RandomStream.Mix(_seed, (ulong)kind), identity, (ulong)attempt);
        string Digits(string pattern)
        {
            Span<char> text = stackalloc char[pattern.Length];
            for (int i = 0; i < text.Length; i++)
                text[i] = pattern[i] switch { '9' => (char)('0' + random.NextInt32(10)), 'A' => (char)('A' + random.NextInt32(26)), char c => c };
            return new string(text);
        }

        string First() => Names.Value.First[random.NextInt32(Names.Value.First.Length)];
        string Last() => Names.Value.Last[random.NextInt32(Names.Value.Last.Length)];
        DateTime Day() => new DateTime(2000, 1, 1).AddDays(random.NextInt32(9131));
        return kind switch
        {
            PersonalKind.Name or PersonalKind.OwnName => First(),
            PersonalKind.OwnLastName => Last(),
            PersonalKind.Email => $"{First()}.{Last()}@example.org".ToLowerInvariant(),
            PersonalKind.Url => $"https://example.org/{Last()}".ToLowerInvariant(),
            PersonalKind.Handle => $"@{First()}{random.NextInt32(1000)}".ToLowerInvariant(),
            PersonalKind.Phone => Digits("+1 999 555 9999"),
            PersonalKind.IpAddress => $"192.0.2.{random.NextInt32(256)}",
            PersonalKind.Iban => Iban(Digits("9999999999999999")),
            PersonalKind.PaymentCard => Card(Digits("400000999999999")),
            PersonalKind.NationalId => Digits("999-99-9999"),
            PersonalKind.IsoDate => Day().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            PersonalKind.Date => Day().ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture),
            _ => Digits("AA9 9AA"),
        };
    }

    /// <summary>A British account number of a bank that does not exist.</summary>
    private static string Iban(string digits)
    {
        const string Bank = "XXXX";
        int remainder = 0;
        foreach (char c in Bank + digits[..14] + "GB00")
            remainder = char.IsAsciiDigit(c) ? (remainder * 10 + c - '0') % 97 : (remainder * 100 + c - 'A' + 10) % 97;
        return $"GB{98 - remainder:00}{Bank}{digits[..14]}";
    }

    /// <summary>Fifteen digits and the one that makes Luhn's sum right.</summary>
    private static string Card(string digits)
    {
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int d = digits[^(i + 1)] - '0';
            sum += i % 2 == 1 ? d : d > 4 ? 2 * d - 9 : 2 * d;
        }

        return digits + (char)('0' + (10 - sum % 10) % 10);
    }
}
