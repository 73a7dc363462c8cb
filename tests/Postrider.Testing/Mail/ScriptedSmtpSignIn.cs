using System.Text;

namespace Postrider.Testing.Mail;

/// <summary>The server's side of AUTH.</summary>
/// <param name="note">Is told every line of the dialogue.</param>
internal sealed class ScriptedSmtpSignIn(ScriptedSmtpOptions options, ScriptedSmtpWire wire, Action<string> note)
{
    private const string BearerRefusal = """{"status":"400","schemes":"bearer","scope":"mail"}""";

    /// <summary>Who it is; null: nobody, or a wrong secret.</summary>
    public async Task<string?> ReadAsync(string line, CancellationToken cancellationToken)
    {
        var words = line.Split(' ');
        var mechanism = words.Length > 1 ? words[1].ToUpperInvariant() : "";
        if (!options.Mechanisms.Contains(mechanism))
        {
            return null;
        }

        var first = words.Length > 2 ? words[2] : null;
        if (mechanism == "LOGIN")
        {
            var user = Decode(first ?? await AskAsync("Username:", cancellationToken));
            return options.MayEnter(user, Decode(await AskAsync("Password:", cancellationToken))) ? user : null;
        }

        var response = Decode(first ?? await AskAsync("", cancellationToken));
        if (mechanism == "PLAIN")
        {
            return response.Split('\0') is [_, var user, var password] && options.MayEnter(user, password) ? user : null;
        }

        var fields = response.Split('\u0001');
        var name = mechanism == "XOAUTH2" ? After(fields[0], "user=") : After(fields[0], "a=").TrimEnd(',').Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        if (options.MayEnterByBearer(name, fields.Select(field => After(field, "auth=Bearer ")).FirstOrDefault(bearer => bearer.Length > 0) ?? ""))
        {
            return name;
        }

        await AskAsync(BearerRefusal, cancellationToken);
        return null;
    }

    private async Task<string> AskAsync(string question, CancellationToken cancellationToken)
    {
        await wire.SendAsync($"334 {Convert.ToBase64String(Encoding.UTF8.GetBytes(question))}", cancellationToken);
        var line = await wire.ReadLineAsync(cancellationToken) ?? throw new IOException("The client closed while it signed in.");
        note(line);
        return line;
    }

    private static string Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    private static string After(string field, string start) => field.IndexOf(start, StringComparison.Ordinal) is >= 0 and var at ? field[(at + start.Length)..] : "";
}
