namespace Postrider.Postgres.Embedded;

/// <summary>The embedded server cannot run, and the message says what the operator can do about it. Meant to be printed as it stands.</summary>
public sealed class EmbeddedServerException : Exception
{
    public EmbeddedServerException(string message)
        : base(message)
    {
    }

    public EmbeddedServerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
