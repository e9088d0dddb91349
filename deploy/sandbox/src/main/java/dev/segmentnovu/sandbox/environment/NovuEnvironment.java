package dev.segmentnovu.sandbox.environment;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The setup of the Novu that the sandbox stands in for.
 *
 * @param workflows the workflows that exist beside those named in the next parameters, or null for
 *     all names
 * @param inactive workflows that exist and are switched off: the response to their triggers has the
 *     status {@code trigger_not_active}
 * @param delayed workflows that begin with a delay, during which they can be cancelled
 * @param schemas workflows that check their payload
 * @param tenants identifiers of the tenants that exist
 * @param integrations ids of the push providers that are integrated
 * @param version the version of Novu
 * @param validIdsOnly whether Novu rejects ids outside its pattern: the switch {@code
 *     IS_SUBSCRIBER_ID_VALIDATION_DRY_RUN_ENABLED=false}
 */
public record NovuEnvironment(
    @Nullable Set<String> workflows,
    Set<String> inactive,
    Map<String, Duration> delayed,
    Map<String, PayloadSchema> schemas,
    Set<String> tenants,
    Set<String> integrations,
    NovuVersion version,
    boolean validIdsOnly) {

  private static final Set<String> PUSH_PROVIDERS =
      Set.of("fcm", "apns", "expo", "one-signal", "pushpad", "push-webhook", "pusher-beams");

  /** The providers that Novu knows and that keep credentials of a subscriber. */
  public static final Set<String> PROVIDERS =
      Stream.of(
              PUSH_PROVIDERS,
              Set.of("slack", "discord", "msteams", "mattermost", "ryver", "zulip"),
              Set.of("grafana-on-call", "getstream", "rocket-chat", "whatsapp-business"))
          .flatMap(Set::stream)
          .collect(Collectors.toUnmodifiableSet());

  /** All workflows, no tenants, all push providers, any id, the newest Novu. */
  static final NovuEnvironment OPEN =
      new NovuEnvironment(
          null, Set.of(), Map.of(), Map.of(), Set.of(), PUSH_PROVIDERS, NovuVersion.V3_19, false);

  public NovuEnvironment {
    workflows = workflows == null ? null : Set.copyOf(workflows);
    inactive = Set.copyOf(inactive);
    delayed = Map.copyOf(delayed);
    schemas = Map.copyOf(schemas);
    tenants = Set.copyOf(tenants);
    integrations = Set.copyOf(integrations);
  }

  NovuEnvironment withWorkflows(Set<String> names) {
    return new NovuEnvironment(
        names, inactive, delayed, schemas, tenants, integrations, version, validIdsOnly);
  }

  NovuEnvironment withInactive(Set<String> names) {
    return new NovuEnvironment(
        workflows, names, delayed, schemas, tenants, integrations, version, validIdsOnly);
  }

  NovuEnvironment withDelayed(Map<String, Duration> delays) {
    return new NovuEnvironment(
        workflows, inactive, delays, schemas, tenants, integrations, version, validIdsOnly);
  }

  NovuEnvironment withSchemas(Map<String, PayloadSchema> checks) {
    return new NovuEnvironment(
        workflows, inactive, delayed, checks, tenants, integrations, version, validIdsOnly);
  }

  NovuEnvironment withTenants(Set<String> identifiers) {
    return new NovuEnvironment(
        workflows, inactive, delayed, schemas, identifiers, integrations, version, validIdsOnly);
  }

  NovuEnvironment withIntegrations(Set<String> providers) {
    return new NovuEnvironment(
        workflows, inactive, delayed, schemas, tenants, providers, version, validIdsOnly);
  }

  NovuEnvironment withVersion(NovuVersion other) {
    return new NovuEnvironment(
        workflows, inactive, delayed, schemas, tenants, integrations, other, validIdsOnly);
  }

  NovuEnvironment withValidIdsOnly() {
    return new NovuEnvironment(
        workflows, inactive, delayed, schemas, tenants, integrations, version, true);
  }

  public boolean knows(String workflow) {
    return workflows == null
        || workflows.contains(workflow)
        || inactive.contains(workflow)
        || delayed.containsKey(workflow)
        || schemas.containsKey(workflow);
  }

  /** The workflows with a known name, in order. If all names exist, there are more. */
  public Set<String> named() {
    Set<String> named = new TreeSet<>(inactive);
    named.addAll(delayed.keySet());
    named.addAll(schemas.keySet());
    if (workflows != null) {
      named.addAll(workflows);
    }
    return named;
  }
}
