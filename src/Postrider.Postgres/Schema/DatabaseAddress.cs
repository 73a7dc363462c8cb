using Npgsql;

namespace Postrider.Postgres.Schema;

/// <summary>Reads the two forms in which people write a connection: a <c>postgres://</c> address and libpq's <c>host=… dbname=…</c>.</summary>
public static class DatabaseAddress
{
    private static readonly Dictionary<string, string> _libpqNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["dbname"] = "Database",
        ["hostaddr"] = "Host",
        ["sslmode"] = "SSL Mode",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["connect_timeout"] = "Timeout",
        ["application_name"] = "Application Name",
        ["user"] = "Username",
    };

    /// <summary>The connection in Npgsql's keywords, whichever form it came in.</summary>
    public static string ToKeywords(string text)
    {
        text = text.Trim();
        if (text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase))
        {
            return FromAddress(text);
        }

        return text.Contains(';', StringComparison.Ordinal) ? new NpgsqlConnectionStringBuilder(text).ConnectionString : FromLibpq(text);
    }

    private static string FromAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            throw new FormatException("POSTRIDER_DATABASE is not a valid postgres:// address. Expected postgres://user:password@host:5432/database.");
        }

        var settings = new NpgsqlConnectionStringBuilder();
        var user = address.UserInfo.Split(':', 2);
        Set("Host", Uri.UnescapeDataString(address.Host));
        Set("Username", Uri.UnescapeDataString(user[0]));
        Set("Password", user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "");
        Set("Database", Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')));
        if (address.Port > 0)
        {
            settings.Port = address.Port;
        }

        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            Set(Name(Uri.UnescapeDataString(parts[0])), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        return settings.ConnectionString;

        void Set(string name, string value)
        {
            if (value.Length > 0)
            {
                settings[name] = value;
            }
        }
    }

    private static string FromLibpq(string text)
    {
        var settings = new NpgsqlConnectionStringBuilder();
        foreach (var pair in SplitLibpq(text).Where(pair => pair.Length > 0))
        {
            var parts = pair.Split('=', 2);
            if (parts.Length != 2)
            {
                throw new FormatException($"POSTRIDER_DATABASE: '{parts[0]}' has no value. Expected postgres://user:password@host:5432/database or host=… dbname=… user=… password=….");
            }

            settings[Name(parts[0])] = parts[1].Trim('\'');
        }

        return settings.ConnectionString;
    }

    private static IEnumerable<string> SplitLibpq(string text)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '\'')
            {
                quoted = !quoted;
            }
            else if (i == text.Length || (char.IsWhiteSpace(text[i]) && !quoted))
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
    }

    private static string Name(string name) => _libpqNames.GetValueOrDefault(name, name);
}
