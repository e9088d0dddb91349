package dev.segmentnovu.ingest.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.ingest.admin.access.SiteRules.Caller;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Host names, origins and fetch metadata. */
final class SiteRulesTest {

  private static final Set<String> HOSTS = Set.of("relay.example", "Relay-Ingest");
  private static final AdminAccess OPEN = new AdminAccess(List.of(), HOSTS);
  private static final AdminAccess TOKEN =
      new AdminAccess(
          List.of(AdminToken.of("ops", AdminRole.OPERATOR, new Secret("s3cret"))), HOSTS);

  private static boolean allowed(Caller caller, String bound, AdminAccess access, boolean isOps) {
    var refusal = SiteRules.refusal(caller, bound, access, isOps);
    refusal.ifPresent(
        problem -> {
          assertThat(problem.status()).isEqualTo(403);
          assertThat(problem.detail()).contains("admin.hosts (RELAY_ADMIN_HOSTS)");
        });
    return refusal.isEmpty();
  }

  /** Columns: without a token on /admin and on /metrics, with a token on /admin. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          localhost:8081,               true,  true,  true
          LocalHost,                    true,  true,  true
          127.0.0.1:8081,               true,  true,  true
          127.1.2.3,                    true,  true,  true
          [::1]:8081,                   true,  true,  true
          [::1],                        true,  true,  true
          relay.example,                true,  true,  true
          RELAY.example:443,            true,  true,  true
          relay-ingest:8081,            true,  true,  true
          bound.example:8081,           true,  true,  true
          192.168.0.1:8081,             false, true,  true
          0.0.0.0:8081,                 false, true,  true
          [fd00::2]:8081,               false, true,  true
          evil.example:8081,            false, false, false
          relay.example.evil.example,   false, false, false
          localhost.evil.example,       false, false, false
          127.0.0.1.evil.example:8081,  false, false, false
          10.0.0.1.evil.example,        false, false, false
          evil-localhost,               false, false, false
          127.0.0.1@evil.example,       false, false, false
          localhost:,                   false, false, false
          [localhost],                  false, false, false
          '',                           false, false, false
          ,                             false, false, false
          """)
  void the_host_must_be_a_name_that_nobody_else_can_point_here(
      @Nullable String host, boolean open, boolean ops, boolean token) {
    Caller caller = new Caller("GET", host, null, null, null, null);

    assertThat(allowed(caller, "bound.example", OPEN, false)).isEqualTo(open);
    assertThat(allowed(caller, "bound.example", OPEN, true)).isEqualTo(ops);
    assertThat(allowed(caller, "bound.example", TOKEN, false)).isEqualTo(token);
    assertThat(allowed(caller, "bound.example", TOKEN, true)).isEqualTo(token);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          http://localhost:8081,              true
          https://localhost:8081,             true
          HTTP://LOCALHOST:8081,              true
          https://relay.example,              true
          http://RELAY.example:3000,          true
          http://localhost:3000,              false
          http://localhost,                   false
          https://evil.example,               false
          http://localhost:8081.evil.example, false
          https://relay.example.evil.example, false
          https://evil.example/relay.example, false
          null,                               false
          '',                                 false
          ,                                   true
          """)
  void pages_of_other_sites_are_refused_by_their_origin(@Nullable String origin, boolean allowed) {
    Caller caller = new Caller("POST", "localhost:8081", origin, null, null, null);

    assertThat(allowed(caller, "127.0.0.1", OPEN, false)).isEqualTo(allowed);
    assertThat(allowed(caller, "127.0.0.1", TOKEN, false)).isEqualTo(allowed);
    assertThat(allowed(caller, "127.0.0.1", OPEN, true)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          GET,  same-origin, cors,     empty,    true
          POST, same-origin, cors,     empty,    true
          GET,  none,        navigate, document, true
          GET,  cross-site,  no-cors,  script,   false
          GET,  cross-site,  cors,     empty,    false
          GET,  same-site,   cors,     empty,    false
          GET,  cross-site,  navigate, document, true
          GET,  cross-site,  navigate, iframe,   false
          POST, cross-site,  navigate, document, false
          GET,  whatever,    ,         ,         false
          """)
  void pages_of_other_sites_are_refused_by_fetch_metadata(
      String method, String site, @Nullable String mode, @Nullable String dest, boolean allowed) {
    Caller caller = new Caller(method, "localhost:8081", null, site, mode, dest);

    assertThat(allowed(caller, "127.0.0.1", OPEN, false)).isEqualTo(allowed);
    assertThat(allowed(caller, "127.0.0.1", TOKEN, true)).isEqualTo(allowed);
  }
}
