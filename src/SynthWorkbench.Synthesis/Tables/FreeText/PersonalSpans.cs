using System.Text.RegularExpressions;
using SynthWorkbench.Synthesis.Tables.Inference;

namespace SynthWorkbench.Synthesis.Tables.FreeText;

/// <summary>What in a text may tell who somebody is.</summary>
public enum PersonalKind
{
    /// <summary>A person's name.</summary>
    Name,

    /// <summary>The first word of the name that the row itself gives.</summary>
    OwnName,

    /// <summary>A later word of the name that the row itself gives.</summary>
    OwnLastName,

    /// <summary>An e-mail address.</summary>
    Email,

    /// <summary>An address of the web.</summary>
    Url,

    /// <summary>A name behind an at sign.</summary>
    Handle,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>An IPv4 address.</summary>
    IpAddress,

    /// <summary>A bank account number.</summary>
    Iban,

    /// <summary>A payment-card number.</summary>
    PaymentCard,

    /// <summary>A social-security number.</summary>
    NationalId,

    /// <summary>A day written year first.</summary>
    IsoDate,

    /// <summary>A day written in another order.</summary>
    Date,

    /// <summary>A full postal code.</summary>
    PostalCode,
}

/// <summary>Personal data in a text: where, and of which kind.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="Length">Its characters.</param>
/// <param name="Kind">What it is.</param>
public readonly record struct PersonalSpan(int Start, int Length, PersonalKind Kind);

/// <summary>Finds personal data by its shape: e-mail and web addresses, handles, telephone, card and account numbers, IP addresses, days and full postal codes. Names have no shape.</summary>
public static partial class PersonalSpans
{
    private static readonly (Regex Shape, PersonalKind Kind)[] Shapes =
    [
        (Email(), PersonalKind.Email), (Url(), PersonalKind.Url), (Handle(), PersonalKind.Handle), (Iban(), PersonalKind.Iban), (Card(), PersonalKind.PaymentCard),
        (SocialSecurity(), PersonalKind.NationalId), (Ip(), PersonalKind.IpAddress), (IsoDate(), PersonalKind.IsoDate), (Date(), PersonalKind.Date), (Phone(), PersonalKind.Phone), (PostalCode(), PersonalKind.PostalCode),
    ];

    /// <summary>The kinds that a shape tells, in words.</summary>
    public static string Words(PersonalKind kind) => kind switch
    {
        PersonalKind.Name => "names of people",
        PersonalKind.OwnName or PersonalKind.OwnLastName => "the row's own name",
        PersonalKind.Email => "e-mail addresses",
        PersonalKind.Url => "web addresses",
        PersonalKind.Handle => "handles",
        PersonalKind.Phone => "telephone numbers",
        PersonalKind.IpAddress => "IP addresses",
        PersonalKind.Iban => "account numbers",
        PersonalKind.PaymentCard => "card numbers",
        PersonalKind.NationalId => "social-security numbers",
        PersonalKind.IsoDate or PersonalKind.Date => "dates",
        _ => "postal codes",
    };

    /// <summary>The spans of a text, in order and apart from each other; of two that overlap the kind that is more certain.</summary>
    public static void Find(string text, List<PersonalSpan> spans)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spans);
        spans.Clear();
        bool hasDigit = text.AsSpan().ContainsAnyInRange('0', '9');
        bool hasSign = text.Contains('@') || text.Contains('.') || text.Contains("://", StringComparison.Ordinal);
        if (!hasDigit && !hasSign)
            return;
        foreach (var (shape, kind) in Shapes)
        {
            if (kind is PersonalKind.Email or PersonalKind.Url or PersonalKind.Handle ? !hasSign : !hasDigit)
                continue;
            foreach (ValueMatch match in shape.EnumerateMatches(text))
            {
                var span = new PersonalSpan(match.Index, match.Length, kind);
                if (IsTrue(text.AsSpan(match.Index, match.Length), kind) && !spans.Exists(s => s.Start < span.Start + span.Length && span.Start < s.Start + s.Length))
                    spans.Add(span);
            }
        }

        spans.Sort((a, b) => a.Start.CompareTo(b.Start));
    }

    private static bool IsTrue(ReadOnlySpan<char> text, PersonalKind kind) => kind switch
    {
        PersonalKind.Iban => PersonalData.IsIban(text.ToString()),
        PersonalKind.PaymentCard => PersonalData.IsPaymentCard(text.ToString()),
        PersonalKind.Phone => Digits(text) is >= 8 and <= 15,
        _ => true,
    };

    private static int Digits(ReadOnlySpan<char> text)
    {
        int digits = 0;
        foreach (char c in text)
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        return digits;
    }

    [GeneratedRegex(@"(?<![\w.+-])[A-Za-z0-9][\w.+%-]{0,63}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Email();

    [GeneratedRegex(@"(?<![\w@])((https?://|www\.)[^\s<>""()]{3,300}|[A-Za-z0-9-]{2,63}\.(com|net|org|info|io|co\.uk|org\.uk|eu|de|fr|it|es)\b(/[^\s<>""()]{0,300})?)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Url();

    [GeneratedRegex(@"(?<![\w@.])@[A-Za-z][\w.]{2,40}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Handle();

    [GeneratedRegex(@"(?<!\w)[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{2,4}){3,8}(?!\w)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Iban();

    [GeneratedRegex(@"(?<![\w-])[0-9]([ -]?[0-9]){12,18}(?![\w-])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Card();

    [GeneratedRegex(@"(?<![\w-])[0-9]{3}-[0-9]{2}-[0-9]{4}(?![\w-])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SocialSecurity();

    [GeneratedRegex(@"(?<![\w.])((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?![\w.])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ip();

    [GeneratedRegex(@"(?<![\w/-])(19|20)[0-9]{2}[-/](0?[1-9]|1[0-2])[-/](0?[1-9]|[12][0-9]|3[01])(?![\w/-])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsoDate();

    [GeneratedRegex(@"(?<![\w/.-])(0?[1-9]|[12][0-9]|3[01])[./-](0?[1-9]|[12][0-9]|3[01])[./-](19|20)?[0-9]{2}(?![\w/-])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Date();

    [GeneratedRegex(@"(?<![\w.+])(\+|\()?[0-9][0-9 ().\-/]{5,20}[0-9](?!\w)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Phone();

    [GeneratedRegex(@"(?<!\w)([A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[0-9]{5}-[0-9]{4})(?!\w)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PostalCode();
}
