using System.Text;
using Postrider.Sip.Media;

namespace Postrider.Sip.Sdp;

/// <summary>A session description as far as calls need it (RFC 8866). Lines that are not understood are passed over.</summary>
/// <param name="Address">Of the session; a section may have its own.</param>
internal sealed record SessionText(string? Address, MediaDirection? Direction, IReadOnlyList<MediaSection> Sections)
{
    private const int MostSections = 32;
    private const int MostLines = 1000;

    /// <summary>Null: it is no description, or has more parts than any call needs.</summary>
    public static SessionText? Parse(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body).AsSpan();
        string? address = null;
        MediaDirection? direction = null;
        var sections = new List<MediaSection>();
        var lines = 0;
        foreach (var range in text.Split('\n'))
        {
            var line = text[range].Trim();
            if (++lines > MostLines || (lines == 1 && !line.StartsWith("v=")))
            {
                return null;
            }

            if (line.Length < 3 || line[1] != '=')
            {
                continue;
            }

            var value = line[2..].Trim();
            if (line[0] == 'm')
            {
                if (sections.Count == MostSections || MediaSection.Parse(value) is not { } section)
                {
                    return null;
                }

                sections.Add(section);
            }
            else if (sections.Count > 0)
            {
                sections[^1].Take(line[0], value);
            }
            else if (line[0] == 'c')
            {
                address = AddressOf(value) ?? address;
            }
            else if (line[0] == 'a')
            {
                direction = DirectionOf(value) ?? direction;
            }
        }

        return lines > 1 ? new SessionText(address, direction, sections) : null;
    }

    /// <summary>What a c= line names: the third word, without a multicast's scope.</summary>
    public static string? AddressOf(ReadOnlySpan<char> value)
    {
        var words = value.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length >= 3 ? words[2].Split('/')[0] : null;
    }

    public static MediaDirection? DirectionOf(ReadOnlySpan<char> attribute) => attribute switch
    {
        "sendrecv" => MediaDirection.Both,
        "sendonly" => MediaDirection.Send,
        "recvonly" => MediaDirection.Receive,
        "inactive" => MediaDirection.Inactive,
        _ => null,
    };
}
