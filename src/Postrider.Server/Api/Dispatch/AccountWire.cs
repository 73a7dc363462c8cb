using System.Text.Json;
using Postrider.Accounts;
using Postrider.Channels;

namespace Postrider.Server.Api.Dispatch;

/// <summary>Accounts and their kinds in the words of the wire. Secrets have no place here: they are not even read.</summary>
internal static class AccountWire
{
    /// <summary>The eight fields of the seed.</summary>
    public static void WriteSummary(Utf8JsonWriter writer, Account account)
    {
        writer.WriteString("account_id"u8, account.AccountId);
        writer.WriteString("channel"u8, account.Channel);
        writer.WriteString("name"u8, account.Name);
        writer.WriteString("account_identifier"u8, account.Identifier);
        writer.WriteString("status"u8, account.Status.Name());
        writer.WriteString("lifecycle_status"u8, account.Lifecycle);
        writer.WriteBoolean("can_send"u8, account.CanSend);
        writer.WriteBoolean("can_receive"u8, account.CanReceive);
    }

    public static void Write(Utf8JsonWriter writer, Account account)
    {
        WriteSummary(writer, account);
        writer.WriteString("kind"u8, account.Kind);
        writer.WriteString("status_reason"u8, account.StatusReason);
        writer.WriteBoolean("paused"u8, account.Paused);
        writer.WriteStartObject("settings"u8);
        foreach (var (name, value) in account.Settings)
        {
            writer.WritePropertyName(name);
            if (value is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
        WriteLimits(writer, account);
    }

    public static void WriteKind(Utf8JsonWriter writer, AccountKind kind)
    {
        writer.WriteString("kind"u8, kind.Name);
        writer.WriteString("title"u8, kind.Title);
        writer.WriteStartArray("channels"u8);
        foreach (var channel in kind.Channels)
        {
            writer.WriteStringValue(channel);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("settings"u8);
        foreach (var setting in kind.Settings)
        {
            WriteSetting(writer, setting);
        }

        writer.WriteEndArray();
    }

    private static void WriteLimits(Utf8JsonWriter writer, Account account)
    {
        if (account.DailyLimit is { } limit)
        {
            writer.WriteNumber("daily_limit"u8, limit);
        }
        else
        {
            writer.WriteNull("daily_limit"u8);
        }

        if (account.RampUp is { } ramp)
        {
            writer.WriteStartObject("ramp_up"u8);
            writer.WriteNumber("start"u8, ramp.Start);
            writer.WriteNumber("step"u8, ramp.Step);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("ramp_up"u8);
        }

        if (account.Window is { } window)
        {
            writer.WriteWindow("window"u8, window);
        }
        else
        {
            writer.WriteNull("window"u8);
        }

        writer.WriteString("time_zone"u8, account.TimeZone);
        writer.WriteNumber("jitter_seconds"u8, account.JitterSeconds);
        writer.WriteNumber("max_connections"u8, account.MaxConnections);
    }

    private static void WriteSetting(Utf8JsonWriter writer, KindSetting setting)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, setting.Name);
        writer.WriteString("type"u8, setting.Type switch
        {
            SettingType.Number => "number",
            SettingType.Switch => "boolean",
            _ => "text",
        });
        writer.WriteBoolean("secret"u8, setting.Secret);
        writer.WriteBoolean("required"u8, setting.Required);
        writer.WriteString("help"u8, setting.Help);
        if (setting.Choices is { } choices)
        {
            writer.WriteStartArray("choices"u8);
            foreach (var choice in choices)
            {
                writer.WriteStringValue(choice);
            }

            writer.WriteEndArray();
        }

        if (setting.Least is { } least)
        {
            writer.WriteNumber("least"u8, least);
        }

        if (setting.Most is { } most)
        {
            writer.WriteNumber("most"u8, most);
        }

        writer.WriteEndObject();
    }
}
