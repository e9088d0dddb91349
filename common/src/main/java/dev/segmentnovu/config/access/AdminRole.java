package dev.segmentnovu.config.access;

/** What the holder of an admin token may do. Each role may do what the roles before it may. */
public enum AdminRole {
  /** Reads; sees personal data masked. */
  VIEWER,
  /** Reads and changes everything. */
  OPERATOR;

  /** Whether this role may do what {@code needed} may. */
  public boolean includes(AdminRole needed) {
    return compareTo(needed) >= 0;
  }
}
