package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.form.ValueTypes.TEXT;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of one token in {@code admin.tokens}. */
final class TokenSettings {

  static final Section TOKEN = Section.repeated("A token of the admin port");

  private static final String NAME_FORM = "[a-z0-9][a-z0-9._-]{0,63}";

  static final Setting<Optional<String>> NAME =
      TOKEN
          .setting("name", TEXT)
          .describe("Who holds it: a person, a team or a program; the audit log shows it")
          .required()
          .example("on-call")
          .orEmpty();

  static final Setting<AdminRole> ROLE =
      TOKEN
          .setting("role", ValueTypes.choice(AdminRole.class))
          .describe("viewer: reads, and sees personal data masked; operator: does everything")
          .example("operator")
          .orElse("viewer");

  static final Setting<Optional<Secret>> VALUE =
      TOKEN
          .setting("token", ValueTypes.TOKEN)
          .describe("The token itself, at least 16 characters")
          .example("\"${file:/run/secrets/on-call}\"")
          .orEmpty();

  static final Setting<Optional<Secret>> HASH =
      TOKEN
          .setting("sha256", ValueTypes.TOKEN_HASH)
          .describe("In place of token: its SHA-256 in 64 hexadecimal digits")
          .example("...")
          .orEmpty();

  private TokenSettings() {}

  /**
   * A token, and where it is set.
   *
   * @param token without a value if that is missing or wrong, which is reported
   */
  record Item(Optional<AdminToken> token, SettingValues values) {

    private boolean has(Secret sha256) {
      return token.filter(each -> each.sha256().equals(sha256)).isPresent();
    }
  }

  /** The token that is set. */
  static Item item(SettingValues values) {
    String name = values.get(NAME).orElse("");
    if (!name.matches(NAME_FORM)) {
      values.error(
          NAME,
          "is required, and has up to 64 lower-case letters, digits, ., - and _; the audit log shows"
              + " it");
    }
    Optional<Secret> value = values.get(VALUE);
    Optional<Secret> hash = values.get(HASH);
    if (value.isPresent() && hash.isPresent()) {
      values.error(HASH, "must not stand beside " + values.label(VALUE) + ": keep one of them");
    }
    if (value.isEmpty() && hash.isEmpty()) {
      values.error(
          VALUE, "is required, or " + values.label(HASH) + ": make one with openssl rand -hex 32");
    }
    AdminRole role = values.get(ROLE);
    return new Item(
        value
            .map(token -> AdminToken.of(name, role, token))
            .or(() -> hash.map(sha256 -> new AdminToken(name, role, sha256))),
        values);
  }

  /**
   * All tokens; reports names and values that stand twice.
   *
   * @param first the token that {@code RELAY_ADMIN_TOKEN} sets. The variable is also the one that
   *     clients have, so it may be a token of the list: then the name and role in the list count
   */
  static List<AdminToken> tokens(Optional<Secret> first, List<Item> items) {
    List<AdminToken> tokens = new ArrayList<>();
    Map<Secret, String> owners = new HashMap<>();
    first
        .map(token -> AdminToken.of(AdminToken.ADMIN, AdminRole.OPERATOR, token))
        .filter(token -> items.stream().noneMatch(item -> item.has(token.sha256())))
        .ifPresent(
            token -> {
              tokens.add(token);
              owners.put(token.sha256(), token.name());
            });
    for (Item item : items) {
      item.token()
          .ifPresent(
              token -> {
                requireOwnName(item, token, tokens);
                String owner = owners.putIfAbsent(token.sha256(), token.name());
                if (owner != null) {
                  item.values()
                      .error(VALUE, "is the token of " + owner + ", too: give each holder one");
                }
                tokens.add(token);
              });
    }
    return tokens;
  }

  private static void requireOwnName(Item item, AdminToken token, List<AdminToken> before) {
    if (before.stream().anyMatch(other -> other.name().equals(token.name()))) {
      item.values()
          .error(
              NAME,
              "must differ from all others, and "
                  + token.name()
                  + (token.name().equals(AdminToken.ADMIN)
                      ? " is there twice, or is the name of RELAY_ADMIN_TOKEN"
                      : " is there twice"));
    }
  }
}
