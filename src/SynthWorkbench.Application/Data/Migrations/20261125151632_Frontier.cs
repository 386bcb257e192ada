using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SynthWorkbench.Application.Data.Migrations
{
    /// <inheritdoc />
    public partial class Frontier : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "FrontierPoints",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    WorkspaceId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SweepKey = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Realism = table.Column<double>(type: "REAL", nullable: false),
                    Coverage = table.Column<double>(type: "REAL", nullable: false),
                    Metrics = table.Column<string>(type: "TEXT", nullable: false),
                    MeasuredAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FrontierPoints", x => x.Id);
                    table.ForeignKey(
                        name: "FK_FrontierPoints_Workspaces_WorkspaceId",
                        column: x => x.WorkspaceId,
                        principalTable: "Workspaces",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_FrontierPoints_WorkspaceId_SweepKey_Realism_Coverage",
                table: "FrontierPoints",
                columns: new[] { "WorkspaceId", "SweepKey", "Realism", "Coverage" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "FrontierPoints");
        }
    }
}
