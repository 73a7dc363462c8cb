using System.Text;

namespace Postrider.Testing.Mail;

/// <summary>A message whose final dot arrived at a <see cref="ScriptedSmtpServer"/>.</summary>
/// <param name="Parameters">What followed the path in MAIL, such as <c>SIZE=120 SMTPUTF8</c>.</param>
/// <param name="Content">As sent, without the dots that SMTP adds and without the final one.</param>
/// <param name="SignedInAs">Null: nobody.</param>
public sealed record SmtpMessage(int Session, int Number, string From, string Parameters, IReadOnlyList<string> Recipients, byte[] Content, string? SignedInAs, bool WasSecure)
{
    private volatile bool _isTaken;

    /// <summary>Whether the server made it its own; the client may not have been told.</summary>
    public bool IsTaken
    {
        get => _isTaken;
        internal set => _isTaken = value;
    }

    public string Text => Encoding.UTF8.GetString(Content);
}
