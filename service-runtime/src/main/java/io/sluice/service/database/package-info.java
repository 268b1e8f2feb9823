/** What services share of PostgreSQL. */
@NullMarked
package io.sluice.service.database;

import org.jspecify.annotations.NullMarked;
