using System.Text;

namespace Postrider.Mail.Mime.Parsing;

/// <summary>RFC 3464: blocks of fields, the first about the report, each other about a recipient.</summary>
internal static class StandardReport
{
    private const int Most = 500;

    public static DeliveryReport Read(ReportParts parts)
    {
        var recipients = new List<DeliveryRecipient>();
        var block = new StringBuilder();
        var hasRecipient = false;
        foreach (var line in parts.Status!.Split('\n').Select(line => line.TrimEnd('\r')))
        {
            // Some leave out the empty lines between recipients.
            var isRecipient = line.StartsWith("Final-Recipient:", StringComparison.OrdinalIgnoreCase);
            if (line.Length == 0 || (isRecipient && hasRecipient))
            {
                Close(block, recipients);
                hasRecipient = false;
            }

            hasRecipient |= isRecipient;
            if (line.Length > 0)
            {
                block.Append(line).Append('\n');
            }
        }

        Close(block, recipients);
        return new DeliveryReport { Recipients = recipients, OriginalMessageId = parts.OriginalMessageId, OriginalTo = parts.OriginalTo, IsStandard = true };
    }

    private static void Close(StringBuilder block, List<DeliveryRecipient> recipients)
    {
        var headers = block.Length == 0 ? null : HeadReader.Read(Encoding.UTF8.GetBytes(block.ToString()));
        block.Clear();
        if (headers is null || recipients.Count >= Most || (headers["Final-Recipient"] is null && headers["Original-Recipient"] is null && headers["Action"] is null))
        {
            return;
        }

        var diagnostic = Typed(headers["Diagnostic-Code"]);
        var status = StatusCodes.Find(headers["Status"]) ?? StatusCodes.Find(diagnostic);
        recipients.Add(new DeliveryRecipient(
            Address(headers["Final-Recipient"]) ?? Address(headers["Original-Recipient"]),
            Address(headers["Original-Recipient"]),
            Action(headers["Action"], status),
            status,
            diagnostic));
    }

    private static DeliveryAction Action(string? action, string? status) => action?.Split(' ', '(', ';')[0].Trim().ToLowerInvariant() switch
    {
        "failed" or "failure" => DeliveryAction.Failed,
        "delayed" => DeliveryAction.Delayed,
        "delivered" => DeliveryAction.Delivered,
        "relayed" => DeliveryAction.Relayed,
        "expanded" => DeliveryAction.Expanded,
        _ => status?[0] switch { '5' => DeliveryAction.Failed, '4' => DeliveryAction.Delayed, '2' => DeliveryAction.Delivered, _ => DeliveryAction.Unknown },
    };

    /// <summary>What stands behind the type, as in <c>rfc822; a@b.c</c>.</summary>
    private static string? Typed(string? value)
    {
        var end = value?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        return value?[(end is >= 0 and < 30 ? end + 1 : 0)..].Trim();
    }

    private static string? Address(string? value) => Typed(value) is { } typed && AddressList.Parse(typed, most: 1) is [var first] ? first.Address : null;
}
