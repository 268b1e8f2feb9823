/** The connections that callers keep to a process that is about to go. */
@NullMarked
package io.sluice.service.connection;

import org.jspecify.annotations.NullMarked;
