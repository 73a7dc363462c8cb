namespace Postrider.Testing.Sip;

/// <summary>What Kamailio is told: a registrar and a proxy that stays in the way of its calls.</summary>
internal static class KamailioConfiguration
{
    // Few processes and little memory: it serves one test.
    public const string Start = "exec /usr/sbin/kamailio -f ./kamailio.cfg -m 16 -M 4 -DD -E -Y . -w .\n";

    private const string Modules = "/usr/lib/x86_64-linux-gnu/kamailio/modules/";

    public static string Text(KamailioOptions options, int port, int tlsPort, string folder) => $$"""
        #!KAMAILIO
        debug=1
        log_stderror=yes
        fork=yes
        children=1
        tcp_children=1
        auto_aliases=no
        enable_tls=yes
        listen=udp:127.0.0.1:{{port}}
        listen=tcp:127.0.0.1:{{port}}
        listen=tls:127.0.0.1:{{tlsPort}}
        mpath="{{Modules}}"
        loadmodule "tls.so"
        loadmodule "tm.so"
        loadmodule "sl.so"
        loadmodule "rr.so"
        loadmodule "pv.so"
        loadmodule "maxfwd.so"
        loadmodule "textops.so"
        loadmodule "siputils.so"
        loadmodule "usrloc.so"
        loadmodule "registrar.so"
        loadmodule "auth.so"
        loadmodule "xlog.so"
        modparam("tls", "certificate", "{{folder}}/cert.pem")
        modparam("tls", "private_key", "{{folder}}/key.pem")
        modparam("tls", "tls_method", "TLSv1.2+")
        modparam("auth", "algorithm", "{{options.Algorithm}}")
        modparam("registrar", "min_expires", {{options.ShortestRegistration}})
        modparam("registrar", "max_expires", {{options.LongestRegistration}})
        modparam("usrloc", "db_mode", 0)
        modparam("usrloc", "timer_interval", 1)

        request_route {
            xlog("L_ALERT", "saw $rm $ru from $si:$sp by $proto\n");
            if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
            if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
            if (has_totag()) {
                if (loose_route()) { xlog("L_ALERT", "passed on $rm\n"); t_relay(); exit; }
                if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
                sl_send_reply("481", "No Such Call"); exit;
            }
            if (is_method("REGISTER")) {
                if ($au != "{{options.User}}" || !pv_www_authenticate("$fd", "{{options.Password}}", "0")) { www_challenge("$fd", "1"); exit; }
                save("location");
                if (reg_fetch_contacts("location", "$tu", "caller")) { xlog("L_ALERT", "knows $tU at $(ulc(caller=>addr)) for $(ulc(caller=>expires))\n"); }
                else { xlog("L_ALERT", "knows no $tU\n"); }
                exit;
            }
            if (is_method("OPTIONS")) { sl_send_reply("200", "OK"); exit; }
            if (!is_method("INVITE")) { sl_send_reply("405", "Method Not Allowed"); exit; }
            {{(options.AskCallers ? $"if ($au != \"{options.User}\" || !pv_proxy_authenticate(\"$fd\", \"{options.Password}\", \"0\")) {{ proxy_challenge(\"$fd\", \"1\"); exit; }}\n    consume_credentials();" : "")}}
            record_route();
            {{string.Concat(options.Routes.Select(route => $"if ($rU == \"{route.Key}\") {{ $ru = \"sip:{route.Key}@127.0.0.1:{route.Value}\"; t_relay(); exit; }}\n    "))}}
            if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
            t_relay();
        }

        """;
}
