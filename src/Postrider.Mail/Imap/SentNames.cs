namespace Postrider.Mail.Imap;

/// <summary>What programs call the folder for sent mail, for servers that do not say which it is.</summary>
internal static class SentNames
{
    private static readonly Dictionary<string, int> _rank = Rank(
        "Sent", "Sent Items", "Sent Messages", "Sent Mail", "Sent-Mail", "SentMail", "Sent Objects",
        "Gesendet", "Gesendete Objekte", "Gesendete Elemente", "Gesendete Nachrichten",
        "Envoyés", "Éléments envoyés", "Messages envoyés", "Courrier envoyé", "Envoyes",
        "Enviados", "Elementos enviados", "Mensajes enviados", "Correo enviado", "Itens enviados", "Mensagens enviadas", "Enviats", "Elements enviats",
        "Inviati", "Posta inviata", "Inviata", "Elementi inviati", "Messaggi inviati", "Trimise", "Mesaje trimise", "Elemente trimise",
        "Verzonden", "Verzonden items", "Verzonden berichten", "Verzonden objecten",
        "Skickat", "Skickade meddelanden", "Skickade objekt", "Sendt", "Sendt post", "Sendte meldinger", "Sendte elementer", "Lähetetyt", "Lähetetyt viestit", "Saadetud",
        "Wysłane", "Elementy wysłane", "Odeslané", "Odeslaná pošta", "Odoslané", "Odoslaná pošta", "Elküldött", "Elküldött elemek", "Poslano", "Poslane poruke", "Išsiųsti", "Nosūtītie",
        "Отправленные", "Надіслані", "Відправлені", "Изпратени", "Послато", "Απεσταλμένα",
        "Gönderilmiş Öğeler", "Gönderilenler", "Gönderilmiş Postalar", "Gönderilmiş",
        "送信済み", "送信済みメール", "送信済みアイテム", "已发送", "已发送邮件", "已傳送", "寄件備份", "보낸 편지함", "보낸편지함", "보낸메일함",
        "פריטים שנשלחו", "العناصر المرسلة", "المرسلة", "ส่งแล้ว", "Đã gửi", "Thư đã gửi", "Terkirim");

    /// <summary>The folder of the likeliest name; of several, the one nearest to the top.</summary>
    public static ImapFolder? Guess(IEnumerable<ImapFolder> folders) =>
        folders
            .Where(folder => folder.CanSelect && folder.SpecialUse == SpecialUse.None && _rank.ContainsKey(folder.Leaf))
            .OrderBy(folder => _rank[folder.Leaf])
            .ThenBy(folder => folder.Delimiter is { } delimiter ? folder.Name.AsSpan().Count(delimiter) : 0)
            .ThenBy(folder => folder.Name, StringComparer.Ordinal)
            .FirstOrDefault();

    private static Dictionary<string, int> Rank(params string[] names)
    {
        var rank = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            rank.TryAdd(name, rank.Count);
        }

        return rank;
    }
}
