package dev.segmentnovu.config.access;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A token of the admin port.
 *
 * @param name who holds it, for the audit log: lower-case letters, digits, {@code .}, {@code -} and
 *     {@code _}
 * @param role what its holder may do
 * @param sha256 the SHA-256 of the token in 64 lower-case hexadecimal digits; the relay does not
 *     keep the token itself
 */
public record AdminToken(String name, AdminRole role, Secret sha256) {

  /** The name of the token that {@code RELAY_ADMIN_TOKEN} sets. */
  public static final String ADMIN = "admin";

  /** A token that the configuration has in clear. */
  public static AdminToken of(String name, AdminRole role, Secret token) {
    return new AdminToken(name, role, new Secret(hash(token.value())));
  }

  /** The SHA-256 of a token, as {@link #sha256} has it. */
  static String hash(String token) {
    byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(Sha256.begin().digest(bytes));
  }
}
